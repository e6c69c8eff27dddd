using KernelGen.Tuning;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage.PostgreSql;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlStoreTests(PostgreSqlFixture server) : TuningStoreSuite
{
    // Tests ask for it from several threads at once.
    private readonly Lazy<string> _location = new(server.NewDatabase);

    private protected override string Location => _location.Value;

    private protected override int Version => (int)PostgreSqlFixture.Scalar(Location, "SELECT version FROM kernelgen.schema_version")!;

    private protected override void SetVersion(int version)
        => PostgreSqlFixture.Execute(Location, FormattableString.Invariant($"UPDATE kernelgen.schema_version SET version = {version}"));

    private protected override void CreateForeignTable()
        => PostgreSqlFixture.Execute(Location, "CREATE SCHEMA kernelgen; CREATE TABLE kernelgen.measurement (metres REAL)");

    // Spelled out, so that no change of today's code changes it.
    private protected override void CreateVersion1(TuningKey key) => PostgreSqlFixture.Execute(Location, $"""
        CREATE SCHEMA kernelgen;
        CREATE TABLE kernelgen.schema_version (version INTEGER NOT NULL);
        INSERT INTO kernelgen.schema_version VALUES (1);
        CREATE TABLE kernelgen.measurement (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key TEXT NOT NULL, spec_hash TEXT NOT NULL, emitter_version BIGINT NOT NULL,
            family TEXT NOT NULL, variant TEXT NOT NULL, device_key TEXT NOT NULL, bucket_heads BIGINT NOT NULL, bucket_queries BIGINT NOT NULL,
            bucket_keys BIGINT NOT NULL, spec_name TEXT NOT NULL, spec_text TEXT NOT NULL, status TEXT NOT NULL, message TEXT NOT NULL,
            shape TEXT NOT NULL, threads BIGINT NOT NULL, samples BIGINT NOT NULL, median_us DOUBLE PRECISION, p20_us DOUBLE PRECISION,
            p80_us DOUBLE PRECISION, max_error DOUBLE PRECISION, tool_version TEXT NOT NULL, time TEXT NOT NULL, environment TEXT NOT NULL,
            comment TEXT NOT NULL
        );
        CREATE INDEX measurement_key ON kernelgen.measurement (key);
        CREATE INDEX measurement_spec ON kernelgen.measurement (spec_hash, device_key);
        INSERT INTO kernelgen.measurement (key, spec_hash, emitter_version, family, variant, device_key, bucket_heads, bucket_queries, bucket_keys,
            spec_name, spec_text, status, message, shape, threads, samples, median_us, p20_us, p80_us, max_error, tool_version, time, environment,
            comment)
        VALUES ('{key}', '{key.SpecHash}', {key.EmitterVersion}, '{key.Family}', '{key.Variant}', '{key.DeviceKey}', {key.Bucket.Heads},
            {key.Bucket.QueryLength}, {key.Bucket.KeyLength}, 'Demo.Old', 'old text', 'ok', '', 'B1,Hq8,Hkv8,Nq1024,Nk1024', 2, 9, 100.5, 99.5,
            101.5, 1e-7, '0.1.0', '2026-01-02T03:04:05.0000000Z', 'old machine', 'old remark');
        """);
}
