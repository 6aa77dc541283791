/* One function a mode: each prints one line a measurement. xs-load.c has the table. */
#ifndef XS_LOAD_MODES_H
#define XS_LOAD_MODES_H

/* rate.c */
void mode_read(void);
void mode_write(void);
void mode_read_pipelined(void);
void mode_write_pipelined(void);

/* short-transactions.c */
void mode_transaction(void);
void mode_transaction_disjoint(void);
void mode_transaction_mkdir(void);

/* long-transaction.c */
void mode_long_elsewhere(void);
void mode_long_sibling(void);
void mode_long_beside(void);
void mode_long_read(void);
void mode_long_both(void);

/* watch.c */
void mode_watch_latency(void);

/* domains.c */
void mode_populate(void);
void mode_domains_read(void);
void mode_domains_transaction(void);
void mode_domains_watched_write(void);

#endif
