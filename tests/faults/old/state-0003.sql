BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE definition_versions (
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	fingerprint TEXT NOT NULL, 
	body JSON, 
	author TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	applied_at DATETIME NOT NULL, 
	active BOOLEAN NOT NULL, 
	PRIMARY KEY (kind, name, version)
);
INSERT INTO "definition_versions" VALUES('tag','name-1',1,'fingerprint-1','{}','author-1','reason-1','2024-06-01 12:00:00.000000',0);
CREATE TABLE keys (
	id VARCHAR(16) NOT NULL, 
	name TEXT NOT NULL, 
	scope VARCHAR(8) NOT NULL, 
	token VARCHAR(64) NOT NULL, 
	ending VARCHAR(4) NOT NULL, 
	author TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME, 
	expires_at DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (token)
);
INSERT INTO "keys" VALUES('id-1','name-1','scope-1','token-1','ending-1','author-1','2024-06-01 12:00:00.000000','2024-06-01 12:00:00.000000','2024-06-01 12:00:00.000000');
CREATE TABLE loads (
	source TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	rows INTEGER NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	report JSON NOT NULL, 
	PRIMARY KEY (source)
);
INSERT INTO "loads" VALUES('source-1','fingerprint-1',1,'2024-06-01 12:00:00.000000','{}');
CREATE TABLE run_steps (
	run_id VARCHAR(16) NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	status VARCHAR(8) NOT NULL, 
	rows INTEGER, 
	ms FLOAT, 
	error JSON, 
	PRIMARY KEY (run_id, position), 
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "run_steps" VALUES('id-1',1,'name-1','done',1,1.5,'{}');
CREATE TABLE runs (
	id VARCHAR(16) NOT NULL, 
	flow TEXT NOT NULL, 
	status VARCHAR(8) NOT NULL, 
	as_of DATETIME, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	author TEXT NOT NULL, 
	error JSON, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES('id-1','flow-1','done','2024-06-01 12:00:00.000000','2024-06-01 12:00:00.000000',NULL,'author-1','{}');
CREATE TABLE sessions (
	id VARCHAR(16) NOT NULL, 
	token VARCHAR(64) NOT NULL, 
	user TEXT, 
	launch VARCHAR(64), 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	address TEXT NOT NULL, 
	agent TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (token), 
	FOREIGN KEY(user) REFERENCES users (name) ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES('id-1','token-1','ada','launch-1','2024-06-01 12:00:00.000000','2024-06-01 12:00:00.000000','address-1','agent-1');
CREATE TABLE users (
	name TEXT NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	password TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "users" VALUES('ada','administrator','password-1','2024-06-01 12:00:00.000000','2024-06-01 12:00:00.000000');
CREATE TABLE views (
	id VARCHAR(16) NOT NULL, 
	owner TEXT NOT NULL, 
	page TEXT NOT NULL, 
	name TEXT NOT NULL, 
	"query" JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "views" VALUES('id-1','owner-1','page-1','name-1','{}','2024-06-01 12:00:00.000000');
CREATE TABLE write_keys (
	"key" VARCHAR(64) NOT NULL, 
	source TEXT NOT NULL, 
	author TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	disabled_at DATETIME, 
	PRIMARY KEY ("key"), 
	UNIQUE (source)
);
INSERT INTO "write_keys" VALUES('key-1','source-1','author-1','2024-06-01 12:00:00.000000',NULL);
CREATE UNIQUE INDEX definition_versions_active ON definition_versions (kind, name) WHERE active;
CREATE INDEX runs_flow ON runs (flow, started_at);
CREATE INDEX ix_sessions_user ON sessions (user);
CREATE INDEX views_owner ON views (owner, page);
COMMIT;
