/** Query parameters that say how a reader came to a page, not which page it is. */

const PREFIX = /^(?:utm|mtm|matomo|pk|piwik|itm|hsa|oly|vero|__twitter|guce|stm|wt)_/
/** Campaign names of one maker, or click ids of advertising networks: they never choose a page. */
const NAMES: ReadonlySet<string> = new Set(
  (
    'fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid mkt_tok ' +
    'xtor cmp cmpid cmp_id ncid ocid s_cid icid ito smid smtyp emc ftcamp ftag _ga _gl _hsenc _hsmi __hstc __hssc __hsfp __s ' +
    'guccounter soc_src soc_trk tsrc trk mbid spm scm feedtype feedname linkid sr_share rb_clickid s_kwcid ef_id epik ' +
    'wickedid srsltid _openstat ns_mchannel ns_source ns_campaign ns_linkname ns_fee at_medium at_campaign at_custom1 at_custom2 ' +
    'at_custom3 at_custom4 at_link_id at_link_type at_link_origin at_format at_ptr_name at_bbc_team at_campaign_type ' +
    'phpsessid jsessionid aspsessionid amp amp_js_v usqp fb_action_ids fb_action_types fb_source action_object_map'
  ).split(' '),
)
/** Everyday names: only a value that names a channel makes them tracking (`?ref=rss`, but not `?ref=main` of a repository). */
const SOMETIMES: ReadonlySet<string> = new Set(
  'ref source src from via origin partner referrer referer medium mod outputtype output campaign rss feed'.split(' '),
)
const CHANNEL =
  /^(?:rss|feeds?|atom|newsletter|twitter|facebook|telegram|whatsapp|linkedin|mastodon|bluesky|email|share|amp)(?:$|[\W_0-9])/

/** `parameter` is one `name=value` of a query, still escaped. */
export const isTracking = (parameter: string): boolean => {
  const at = parameter.indexOf('=')
  const name = (at === -1 ? parameter : parameter.slice(0, at)).toLowerCase()
  if (NAMES.has(name) || PREFIX.test(name)) return true
  return SOMETIMES.has(name) && at !== -1 && CHANNEL.test(parameter.slice(at + 1).toLowerCase())
}
