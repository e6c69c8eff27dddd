using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;
using KernelGen.Tuning.PostgreSql;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage.PostgreSql;

/// <summary>Programs that read what tuners wrote to a server.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlRuntimeTests(PostgreSqlFixture server) : IDisposable
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Database=tuning;Username=me;Password=Secret1";

    public void Dispose() => TuningDatabaseLocation.Named = null;

    [Fact]
    public void What_the_program_names_comes_before_the_environment_variable()
    {
        var before = TuningDatabaseLocation.Default();

        PostgreSqlTuning.Use(Nowhere);
        TuningDatabaseLocation.Default().ShouldBe(Nowhere);

        PostgreSqlTuning.Use();
        TuningDatabaseLocation.Default().ShouldBe(before);
    }

    [Fact]
    public void A_program_runs_the_variant_that_was_fastest_according_to_the_server()
    {
        var location = server.NewDatabase();
        var (spec, variants) = Spec();
        using (var writer = TuningDatabaseWriter.Open(location))
        {
            foreach (var variant in variants)
            {
                var row = TestRows.Row(variant, variant == variants[^1] ? 10 : 1000, spec.Hash, CpuDevice.Current.Key);
                writer.Add(row with { Key = row.Key with { EmitterVersion = CpuKernelTemplate.EmitterVersion } });
            }
        }

        var report = Explain(location, spec, variants);

        report.Variant.ShouldBe(variants[^1]);
        report.Layer.ShouldBe(SelectionLayer.ExactBucket);
        report.Steps.ShouldContain(step => step.Contains("the tuning database"));
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_noted_and_the_program_goes_on()
    {
        var (spec, variants) = Spec();

        var report = Explain(Nowhere, spec, variants);

        report.Layer.ShouldBe(SelectionLayer.AnalyticDefault);
        var note = report.Steps.Single(step => step.Contains("The tuning database was ignored"));
        note.ShouldContain("cannot be reached");
        note.ShouldNotContain("Secret1");
    }

    [Fact]
    public void A_dead_server_is_asked_once_a_minute_and_not_once_per_spec()
    {
        var clock = new HandClock();
        var asked = new PostgreSqlServer(clock);
        var first = Should.Throw<TuningDatabaseException>(() => asked.Open(Nowhere));

        clock.Pass(TimeSpan.FromSeconds(59));
        Should.Throw<TuningDatabaseException>(() => asked.Open(Nowhere)).ShouldBeSameAs(first);

        clock.Pass(TimeSpan.FromSeconds(2));
        Should.Throw<TuningDatabaseException>(() => asked.Open(Nowhere)).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Tune_writes_to_the_server_and_resumes_from_it()
    {
        var location = server.NewDatabase();
        string[] tune = ["tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--shapes", "Hq1,Nq16,Nk16", "--threads", "1", "--budget", "3s", "--db", location];

        var first = ToolRun.InProcess(tune);

        first.Error.ShouldBeEmpty();
        first.Code.ShouldBe(ExitCodes.Done);
        first.Output.ShouldContain("Database PostgreSQL database 'tuning");
        first.Output.ShouldNotContain(PostgreSqlFixture.Password);
        var show = ToolRun.InProcess("show", "--db", location, "--json");
        show.Output.ShouldContain("timesMicroseconds");
    }

    private static (SpecEntry Spec, IReadOnlyList<string> Variants) Spec()
    {
        using var silent = new StringWriter();
        var spec = SpecCatalog.Open(TestSpecs.AssemblyPath, new ToolConsole(silent, silent, isTerminal: false)).Find("TinyCausal");
        return (spec, [.. new CpuTarget().Defaults(spec.Spec)]);
    }

    private static SelectionReport Explain(string location, SpecEntry spec, IReadOnlyList<string> variants)
    {
        using var kernels = new CpuAttentionKernels(new KernelRequest(TestSpecs.AssemblyPath, spec, variants, location, null));
        return kernels.Explain(new AttentionShape(1, 8, 8, 1024, 1024));
    }

    private sealed class HandClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
