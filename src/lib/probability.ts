/** A probability and its log-odds: the logistic function, and its inverse. */
export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

export const logOddsOf = (probability: number): number => Math.log(probability / (1 - probability))

/** As scores are told and stored. */
export const hundredths = (probability: number): number => Math.round(100 * probability) / 100
