using KernelGen.Tuning;

namespace KernelGen.Runtime.Tests.Tuning;

/// <summary>Files as earlier versions made them, spelled out, so that no change of today's code changes them.</summary>
internal static class OldDatabases
{
    /// <summary>A file of schema 1 with one measurement of 9 samples.</summary>
    public static void CreateVersion1(string path, TuningKey key)
    {
        using var connection = SqliteConnection.OpenReadWrite(path);
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute(
            """
            CREATE TABLE measurement (
                id INTEGER PRIMARY KEY, key TEXT NOT NULL, spec_hash TEXT NOT NULL, emitter_version INTEGER NOT NULL, family TEXT NOT NULL,
                variant TEXT NOT NULL, device_key TEXT NOT NULL, bucket_heads INTEGER NOT NULL, bucket_queries INTEGER NOT NULL,
                bucket_keys INTEGER NOT NULL, spec_name TEXT NOT NULL, spec_text TEXT NOT NULL, status TEXT NOT NULL, message TEXT NOT NULL,
                shape TEXT NOT NULL, threads INTEGER NOT NULL, samples INTEGER NOT NULL, median_us REAL, p20_us REAL, p80_us REAL,
                max_error REAL, tool_version TEXT NOT NULL, time TEXT NOT NULL, environment TEXT NOT NULL, comment TEXT NOT NULL
            )
            """);
        connection.Execute("CREATE INDEX measurement_key ON measurement (key)");
        connection.Execute("CREATE INDEX measurement_spec ON measurement (spec_hash, device_key)");
        connection.Execute("PRAGMA application_id = 1262961998");
        connection.Execute("PRAGMA user_version = 1");
        AddVersion1(connection, key);
    }

    /// <summary>Adds a measurement as a tuner of schema 1 does.</summary>
    public static void AddVersion1(SqliteConnection connection, TuningKey key)
    {
        using var insert = connection.Prepare(
            """
            INSERT INTO measurement (key, spec_hash, emitter_version, family, variant, device_key, bucket_heads, bucket_queries, bucket_keys,
                spec_name, spec_text, status, message, shape, threads, samples, median_us, p20_us, p80_us, max_error, tool_version, time,
                environment, comment)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'Demo.Old', 'old text', 'ok', '', 'B1,Hq8,Hkv8,Nq1024,Nk1024', 2, 9, 100.5, 99.5, 101.5, 1e-7,
                '0.1.0', '2026-01-02T03:04:05.0000000Z', 'old machine', 'old remark')
            """);
        insert.Bind(key.ToString()).Bind(key.SpecHash).Bind(key.EmitterVersion).Bind(key.Family).Bind(key.Variant).Bind(key.DeviceKey)
            .Bind(key.Bucket.Heads).Bind(key.Bucket.QueryLength).Bind(key.Bucket.KeyLength).Step();
    }
}
