// Made by tests/web/api-types.ts from /openapi.json.
export interface paths {
    "/api/v1/stories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listStories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getStory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listArticles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getArticle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["suggestFilters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTopics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/topics/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTopic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEntities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getEntity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPlaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPlace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listFeeds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/digests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDigests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/digests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDigest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/digests/{id}/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDigestIssues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportArticlesCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles.jsonl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportArticlesJsonl"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles.bib": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportArticlesBib"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles.ris": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportArticlesRis"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportStoriesCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stories.jsonl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportStoriesJsonl"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["streamStories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/poll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["pollSources"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/poll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["pollSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/topics/{id}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["tryTopic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/topics/{id}/examples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["addExample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/health.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHealthFeedAtom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/health.rss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHealthFeedRss"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/health.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHealthFeedJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCoverageFeedAtom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage.rss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCoverageFeedRss"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCoverageFeedJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/{id}.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFeedAtom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/{id}.rss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFeedRss"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds/{id}.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFeedJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feeds.opml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOpml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Accepted: {
            accepted: string[];
        };
        Affair: {
            id: string;
            continues: string | null;
            size: number;
        };
        Article: {
            id: string;
            story: string;
            copyOf: string | null;
            source: string;
            publisher: components["schemas"]["Publisher"];
            alsoIn: string[];
            title: string;
            link: string | null;
            summary: string | null;
            html: string | null;
            image: string | null;
            authors: string[];
            categories: string[];
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            kind: ("news" | "deal" | "service" | "digest" | "other") | null;
            confidence: number;
            publishedAt: string;
            dated: boolean;
            /** @enum {string} */
            dateFrom: "arrival" | "item" | "address" | "feed" | "estimate";
            updatedAt: string | null;
            firstSeen: string;
            revisedAt: string | null;
            revisions: number;
            topics: components["schemas"]["ArticleTopic"][];
            storyTopics: string[];
            entities: components["schemas"]["ArticleName"][];
            places: components["schemas"]["ArticleName"][];
            links: components["schemas"]["ArticleLinks"];
        };
        ArticleDetail: {
            id: string;
            story: string;
            copyOf: string | null;
            source: string;
            publisher: components["schemas"]["Publisher"];
            alsoIn: string[];
            title: string;
            link: string | null;
            summary: string | null;
            html: string | null;
            image: string | null;
            authors: string[];
            categories: string[];
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            kind: ("news" | "deal" | "service" | "digest" | "other") | null;
            confidence: number;
            publishedAt: string;
            dated: boolean;
            /** @enum {string} */
            dateFrom: "arrival" | "item" | "address" | "feed" | "estimate";
            updatedAt: string | null;
            firstSeen: string;
            revisedAt: string | null;
            revisions: number;
            topics: components["schemas"]["ArticleTopic"][];
            storyTopics: string[];
            entities: components["schemas"]["ArticleName"][];
            places: components["schemas"]["ArticleName"][];
            links: components["schemas"]["ArticleLinks"];
            reasons: components["schemas"]["Reason"][];
            items: components["schemas"]["Item"][];
        };
        ArticleLinks: {
            self: string;
            story: string;
            page: string;
        };
        ArticleList: {
            data: components["schemas"]["Article"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        ArticleName: {
            id: string;
            name: string;
            kind: string | null;
            evidence: components["schemas"]["Evidence"][];
        };
        ArticleTopic: {
            id: string;
            name: string;
            score: number;
            evidence: components["schemas"]["Evidence"][];
        };
        Change: {
            article: string;
            source: string;
            at: string;
            before: components["schemas"]["Wording"];
            after: components["schemas"]["Wording"];
        };
        Concept: {
            /** @enum {string} */
            field: "topic" | "entity" | "place" | "source";
            id: string;
        };
        CountryGap: {
            country: string;
            name: string;
            missing: number;
            stories: number;
        };
        Coverage: {
            days: number;
            since: string;
            articles: number;
            isLowerBound: boolean;
            cells: components["schemas"]["CoverageCell"][];
            sources: components["schemas"]["LiveSources"];
            languages: components["schemas"]["LiveShare"][];
            countries: components["schemas"]["LiveShare"][];
            silent: components["schemas"]["SilentSource"][];
        };
        CoverageCell: {
            topic: string | null;
            name: string | null;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            articles: number;
            sources: number;
            newest: string;
            countries: components["schemas"]["CoveredCountry"][];
        };
        CoveredCountry: {
            country: string;
            articles: number;
            sources: number;
        };
        Difference: {
            /** @enum {string} */
            thing: "dead" | "injured" | "missing" | "arrested" | "displaced" | "jobs" | "accounts" | "magnitude" | "fine" | "prison" | "hectares" | "funding" | "purchase" | "valuation" | "damage" | "place" | "name" | "day" | "decision";
            unit: string | null;
            sayings: components["schemas"]["Saying"][];
        };
        Digest: {
            id: string;
            name: string;
            /**
             * @example {
             *       "en": "E-commerce",
             *       "fr": "Commerce en ligne"
             *     }
             */
            title: {
                [key: string]: string;
            };
            filter: string;
            at: string;
            zone: string;
            days: ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            prefer: string[];
            top: number;
            links: components["schemas"]["DigestLinks"];
        };
        DigestIssue: {
            id: string;
            due: string;
            since: string;
            madeAt: string;
            found: number;
            page: string;
            stories: components["schemas"]["DigestStory"][];
        };
        DigestIssueList: {
            data: components["schemas"]["DigestIssue"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        DigestLinks: {
            self: string;
            issues: string;
            page: string;
            atom: string;
            rss: string;
            json: string;
        };
        DigestList: {
            data: components["schemas"]["Digest"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        DigestStory: {
            id: string;
            title: string;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            summary: string;
            url: string | null;
            source: string;
            published: string;
            reports: number;
            copies: number;
            sources: number;
            languages: components["schemas"]["LanguageCount"][];
            topic: string | null;
            isUpdate: boolean;
            page: string;
        };
        Entity: {
            id: string;
            name: string;
            kind: string;
            /**
             * @example {
             *       "en": "E-commerce",
             *       "fr": "Commerce en ligne"
             *     }
             */
            label: {
                [key: string]: string;
            };
            parent: string | null;
            children: string[];
            place: string | null;
            topics: string[];
            wikidata: string | null;
            articles: number;
            links: components["schemas"]["TagLinks"];
        };
        EntityList: {
            data: components["schemas"]["Entity"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        Evidence: {
            term: string;
            /** @enum {string} */
            field: "title" | "text";
            start: number;
            end: number;
            kind: string;
        };
        FacetCount: {
            id: string;
            name: string;
            articles: number;
            stories: number;
        };
        FacetValues: {
            values: components["schemas"]["FacetCount"][];
            distinct: number;
        };
        FacetsByName: {
            topic?: components["schemas"]["FacetValues"];
            entity?: components["schemas"]["FacetValues"];
            place?: components["schemas"]["FacetValues"];
            language?: components["schemas"]["FacetValues"];
            source?: components["schemas"]["FacetValues"];
            country?: components["schemas"]["FacetValues"];
            day?: components["schemas"]["FacetValues"];
        };
        Failure: {
            kind: string;
            message: string;
        };
        Feed: {
            id: string;
            name: string;
            /**
             * @example {
             *       "en": "E-commerce",
             *       "fr": "Commerce en ligne"
             *     }
             */
            title: {
                [key: string]: string;
            };
            description: {
                [key: string]: string;
            } | null;
            filter: string;
            /** @enum {string} */
            group: "story" | "article";
            limit: number;
            atom: string;
            rss: string;
            json: string;
        };
        FeedList: {
            data: components["schemas"]["Feed"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        FirstReport: {
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            source: string;
            publishedAt: string;
            lagSeconds: number;
        };
        GapSources: {
            live: number;
            configured: number;
        };
        Gaps: {
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            days: number;
            sources: components["schemas"]["GapSources"];
            countries: components["schemas"]["CountryGap"][];
            stories: components["schemas"]["StoryMatch"][];
        };
        Item: {
            source: string;
            firstSeen: string;
            lastSeen: string;
        };
        LanguageCount: {
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            articles: number;
        };
        ListLinks: {
            self: string;
            next: string | null;
        };
        LiveShare: {
            id: string | null;
            live: number;
            configured: number;
        };
        LiveSources: {
            live: number;
            configured: number;
        };
        NewReport: {
            id: string;
            title: string;
            link: string | null;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            source: string;
            publishedAt: string;
            copyOf: string | null;
            publisher: components["schemas"]["Publisher"];
        };
        Origin: {
            /** @enum {string} */
            kind: "agency" | "owner" | "source" | "release";
            name: string;
            sources: string[];
        };
        Place: {
            id: string;
            name: string;
            /** @enum {string} */
            kind: "region" | "country" | "subdivision" | "city";
            /**
             * @example {
             *       "en": "E-commerce",
             *       "fr": "Commerce en ligne"
             *     }
             */
            label: {
                [key: string]: string;
            };
            parent: string | null;
            children: string[];
            articles: number;
            links: components["schemas"]["TagLinks"];
        };
        PlaceList: {
            data: components["schemas"]["Place"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        PollResult: {
            source: string;
            /** @enum {string} */
            outcome: "read" | "unchanged" | "failed";
            added: number;
            revised: number;
            failure: components["schemas"]["Failure"] | null;
        };
        PollResults: {
            read: number;
            unchanged: number;
            failed: number;
            polls: components["schemas"]["PollResult"][];
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            parameter?: string;
            column?: number;
        };
        Publisher: {
            id: string;
            name: string;
            country: string | null;
        };
        Push: {
            until: string | null;
            pushedAt: string | null;
            pushes: number;
            forged: number;
            problem: string | null;
        };
        Reason: {
            kind: string;
            detail: string;
            score: number | null;
        };
        Report: {
            id: string;
            title: string;
            link: string | null;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            source: string;
            publishedAt: string;
            copyOf: string | null;
        };
        Saying: {
            value: number | string;
            written: string;
            languages: string[];
            reports: number;
            article: string;
            sentence: string;
            since: string;
        };
        Scope: {
            in: string | null;
            out: string | null;
        };
        SilentSource: {
            id: string;
            name: string;
            language: string | null;
            country: string | null;
            last: string | null;
        };
        Source: {
            id: string;
            name: string;
            site: string | null;
            country: string | null;
            language: string | null;
            /** @enum {string} */
            health: "ok" | "waiting" | "failing" | "gone" | "inactive";
            failure: components["schemas"]["Failure"] | null;
            failures: number;
            polledAt: string | null;
            okAt: string | null;
            changedAt: string | null;
            nextDue: string;
            push: components["schemas"]["Push"] | null;
            intervalSeconds: number;
            format: string | null;
            encoding: string | null;
            items: number;
            articles: number;
            newestAt: string | null;
            perDay: number[];
            languages: components["schemas"]["LanguageCount"][];
            links: components["schemas"]["SourceLinks"];
        };
        SourceLinks: {
            self: string;
            page: string;
            stories: string;
        };
        SourceList: {
            data: components["schemas"]["Source"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        Statistics: {
            articles: number;
            stories: number;
            isLowerBound: boolean;
            from: string | null;
            to: string | null;
            by: components["schemas"]["FacetsByName"];
        };
        Status: {
            items: number;
            articles: number;
            copies: number;
            stories: number;
            sources: number;
            edition: number;
            version: string;
            writable: boolean;
            reason: string | null;
            configurationProblems: number;
        };
        Story: {
            id: string;
            url: string;
            title: string;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            summary: string | null;
            translation?: components["schemas"]["Translation"] | null;
            link: string | null;
            representative: string;
            lead: string;
            publishedAt: string;
            lastAt: string;
            updatedAt: string;
            affair: components["schemas"]["Affair"];
            languages: string[];
            sources: string[];
            publishers: components["schemas"]["Publisher"][];
            origins: components["schemas"]["Origin"][];
            firsts: components["schemas"]["FirstReport"][];
            topics: components["schemas"]["StoryTopic"][];
            entities: components["schemas"]["StoryName"][];
            places: components["schemas"]["StoryName"][];
            reports: number;
            articleCount: number;
            copyCount: number;
            articles: components["schemas"]["Report"][];
            links: components["schemas"]["StoryLinks"];
            differences: components["schemas"]["Difference"][];
            changes: components["schemas"]["Change"][];
        };
        StoryEvent: {
            id: string;
            url: string;
            title: string;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            summary: string | null;
            translation?: components["schemas"]["Translation"] | null;
            link: string | null;
            representative: string;
            lead: string;
            publishedAt: string;
            lastAt: string;
            updatedAt: string;
            affair: components["schemas"]["Affair"];
            languages: string[];
            sources: string[];
            publishers: components["schemas"]["Publisher"][];
            origins: components["schemas"]["Origin"][];
            firsts: components["schemas"]["FirstReport"][];
            topics: components["schemas"]["StoryTopic"][];
            entities: components["schemas"]["StoryName"][];
            places: components["schemas"]["StoryName"][];
            reports: number;
            articleCount: number;
            copyCount: number;
            articles: components["schemas"]["Report"][];
            links: components["schemas"]["StoryLinks"];
            matched: string[];
            report: components["schemas"]["NewReport"];
        };
        StoryLinks: {
            self: string;
            page: string;
            feed: string;
        };
        StoryList: {
            data: components["schemas"]["StoryMatch"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        StoryMatch: {
            id: string;
            url: string;
            title: string;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            summary: string | null;
            translation?: components["schemas"]["Translation"] | null;
            link: string | null;
            representative: string;
            lead: string;
            publishedAt: string;
            lastAt: string;
            updatedAt: string;
            affair: components["schemas"]["Affair"];
            languages: string[];
            sources: string[];
            publishers: components["schemas"]["Publisher"][];
            origins: components["schemas"]["Origin"][];
            firsts: components["schemas"]["FirstReport"][];
            topics: components["schemas"]["StoryTopic"][];
            entities: components["schemas"]["StoryName"][];
            places: components["schemas"]["StoryName"][];
            reports: number;
            articleCount: number;
            copyCount: number;
            articles: components["schemas"]["Report"][];
            links: components["schemas"]["StoryLinks"];
            matched: string[];
        };
        StoryName: {
            id: string;
            name: string;
            kind: string | null;
            reports: number;
        };
        StoryTopic: {
            id: string;
            name: string;
            score: number;
            reports: number;
        };
        Suggestion: {
            filter: string;
            name: string;
            concept: components["schemas"]["Concept"] | null;
            stories: number;
            isLowerBound: boolean;
        };
        Suggestions: {
            data: components["schemas"]["Suggestion"][];
            mistake: string | null;
        };
        TagLinks: {
            self: string;
            page: string;
            stories: string;
            feed: string;
        };
        Topic: {
            id: string;
            name: string;
            /**
             * @example {
             *       "en": "E-commerce",
             *       "fr": "Commerce en ligne"
             *     }
             */
            label: {
                [key: string]: string;
            };
            parent: string | null;
            children: string[];
            scope: components["schemas"]["Scope"];
            iptc: string[];
            articles: number;
            links: components["schemas"]["TagLinks"];
        };
        TopicList: {
            data: components["schemas"]["Topic"][];
            next: string | null;
            links: components["schemas"]["ListLinks"];
        };
        TopicTrial: {
            topic: string;
            tagged: number;
            doubtful: number;
            precision: {
                value: number;
                low: number;
                high: number;
            };
            recall: {
                value: number;
                low: number;
                high: number;
            };
            answers: number;
            isEnough: boolean;
            thresholds: {
                name: string;
                least: number;
                tagged: number;
                right: number;
                asked: number;
                value: number;
                low: number;
                high: number;
                lost: number;
            }[];
            next: {
                id: string;
                probability: number;
                chosen: boolean;
                title: string;
                /**
                 * @example en
                 * @example zh-Hans
                 */
                language: string;
                link: string | null;
            }[];
        };
        Translation: {
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            headline: string;
            /** @constant */
            machine: true;
        };
        TrialAnswer: {
            article: string;
            match: boolean;
        };
        TrialExample: {
            text: string;
            /**
             * @example en
             * @example zh-Hans
             */
            language: string;
            was: number;
            match: boolean;
        };
        Wording: {
            title: string;
            summary: string | null;
        };
    };
    responses: {
        NotModified: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        Gone: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        TooManyRequests: {
            headers: {
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        NotAvailable: {
            headers: {
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        ETag: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listStories: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
                /** @example relevance */
                sort?: "date" | "relevance";
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getStory: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Story"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listArticles: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getArticle: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleDetail"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["Gone"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getStatistics: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example language,day */
                by?: string;
                /** @example 2026-11-01 */
                from?: string;
                /** @example 2026-12-01 */
                to?: string;
                /** @example 20 */
                limit?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getCoverage: {
        parameters: {
            query?: {
                /** @example 30 */
                days?: 1 | 7 | 30;
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coverage"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getGaps: {
        parameters: {
            query?: {
                /** @example en */
                in?: string;
                /** @example 30 */
                days?: 1 | 7 | 30;
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gaps"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    suggestFilters: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listTopics: {
        parameters: {
            query?: {
                /** @example union */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example 20 */
                limit?: number;
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getTopic: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Topic"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listEntities: {
        parameters: {
            query?: {
                /** @example union */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example 20 */
                limit?: number;
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getEntity: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entity"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listPlaces: {
        parameters: {
            query?: {
                /** @example union */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example 20 */
                limit?: number;
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getPlace: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Place"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listSources: {
        parameters: {
            query?: {
                /** @example union */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example 20 */
                limit?: number;
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getSource: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listFeeds: {
        parameters: {
            query?: {
                /** @example union */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example 20 */
                limit?: number;
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getFeed: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feed"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listDigests: {
        parameters: {
            query?: {
                /** @example union */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example 20 */
                limit?: number;
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getDigest: {
        parameters: {
            query?: {
                /** @example fr,en */
                lang?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Digest"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    listDigestIssues: {
        parameters: {
            query?: {
                /** @example 10 */
                limit?: number;
                before?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestIssueList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    exportArticlesCsv: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
                /** @example 1 */
                bom?: "0" | "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    exportArticlesJsonl: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    exportArticlesBib: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-bibtex": string;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    exportArticlesRis: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-research-info-systems": string;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    exportStoriesCsv: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
                /** @example 1 */
                bom?: "0" | "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    exportStoriesJsonl: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 20 */
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    streamStories: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                /** @example fr,en */
                prefer?: string;
                /** @example 0 */
                after?: string;
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    pollSources: {
        parameters: {
            query?: {
                /** @example 1 */
                wait?: "0" | "1" | "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollResults"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["NotAvailable"];
        };
    };
    pollSource: {
        parameters: {
            query?: {
                /** @example 1 */
                wait?: "0" | "1" | "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PollResult"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["NotAvailable"];
        };
    };
    tryTopic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicTrial"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["NotAvailable"];
        };
    };
    addExample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrialAnswer"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialExample"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getHealthFeedAtom: {
        parameters: {
            query?: {
                lang?: string;
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getHealthFeedRss: {
        parameters: {
            query?: {
                lang?: string;
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/rss+xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getHealthFeedJson: {
        parameters: {
            query?: {
                lang?: string;
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/feed+json": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getCoverageFeedAtom: {
        parameters: {
            query?: {
                lang?: string;
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getCoverageFeedRss: {
        parameters: {
            query?: {
                lang?: string;
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/rss+xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getCoverageFeedJson: {
        parameters: {
            query?: {
                lang?: string;
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/feed+json": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getFeedAtom: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                group?: "story" | "article";
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
                archive?: string;
                key?: string;
            };
            header?: {
                "A-IM"?: string;
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml": string;
                };
            };
            226: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getFeedRss: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                group?: "story" | "article";
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
                archive?: string;
                key?: string;
            };
            header?: {
                "A-IM"?: string;
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/rss+xml": string;
                };
            };
            226: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/rss+xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getFeedJson: {
        parameters: {
            query?: {
                /** @example lang:fr,en -country:US */
                q?: string;
                /** @example fr,en */
                lang?: string;
                group?: "story" | "article";
                limit?: number;
                /** @example 2026-11-24 */
                before?: string;
                archive?: string;
                key?: string;
            };
            header?: {
                "A-IM"?: string;
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/feed+json": string;
                };
            };
            226: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/feed+json": string;
                };
            };
            304: components["responses"]["NotModified"];
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["NotAvailable"];
        };
    };
    getOpml: {
        parameters: {
            query?: {
                lang?: string;
                prefer?: string;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/x-opml": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotAvailable"];
        };
    };
}
