using System.Text.Json;
using KernelGen.Devices.Cpu;
using KernelGen.Tuner.Doctor;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Commands;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Doctor;

public sealed class DoctorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, string> _variables = [];

    private string Database => _folder["tuning.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_machine_has_nothing_broken()
    {
        PlantedResults.Write(Database, PlantedResults.Row(PlantedResults.Other, 100));

        var run = ToolRun.InProcess("doctor", "--db", Database, "--json");

        run.Code.ShouldBe(ExitCodes.Done, run.Output);
        run.Error.ShouldContain("Everything necessary works.");
        using var json = JsonDocument.Parse(run.Output);
        var texts = json.RootElement.EnumerateArray().ToDictionary(one => one.GetProperty("subject").GetString()!, one => one.GetProperty("text").GetString()!);
        texts["processor"].ShouldContain(CpuDevice.Current.Key);
        texts["tuning database"].ShouldContain("1 measurements of 1 specs on 1 devices");
        texts["database rights"].ShouldBe("can be written");
        json.RootElement.EnumerateArray().ShouldAllBe(one => one.GetProperty("state").GetString() == "ok" || one.GetProperty("advice").GetString()!.Length > 0);
    }

    [Fact]
    public void A_database_that_is_not_there_is_no_failure_and_is_not_made()
    {
        var run = ToolRun.InProcess("doctor", "--db", _folder["deep/down/tuning.db"]);

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("`kernelgen tune` makes it");
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_damaged_database_is_broken()
    {
        File.WriteAllText(Database, new string('x', 5000));

        var run = ToolRun.InProcess("doctor", "--db", Database);

        run.Code.ShouldBe(ExitCodes.CheckFailed);
        run.Output.ShouldContain("broken");
        run.Output.ShouldContain("Something necessary is broken.");
    }

    [Fact]
    public void Damage_in_the_middle_of_a_database_is_found()
    {
        PlantedResults.Write(Database, Enumerable.Range(0, 400).Select(i => PlantedResults.Row(PlantedResults.Other, 100 + i)));
        var bytes = File.ReadAllBytes(Database);
        bytes.AsSpan(bytes.Length / 2, 8192).Fill(0xa5);
        File.WriteAllBytes(Database, bytes);

        DatabaseChecks.Health(Database).State.ShouldBe(FindingState.Broken);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_missing_and_no_failure()
    {
        var run = ToolRun.InProcess("doctor", "--db", "Host=127.0.0.1;Port=1;Database=tuning;Username=me", "--csv");

        run.Code.ShouldBe(ExitCodes.Done, run.Output);
        run.Output.ShouldContain("tuning database,missing,");
        run.Output.ShouldContain("cannot be reached");
    }

    [Fact]
    public void A_sound_database_on_a_read_only_disk_is_sound()
    {
        using var disk = TestMount.Create(_folder["disk"], 2000);
        Assert.SkipWhen(disk is null, "Only root on Linux can mount a disk.");
        var database = PlantedResults.Write(Path.Combine(disk.Path, "tuning.db"), PlantedResults.Row(PlantedResults.Other, 100));
        disk.MakeReadOnly();

        DatabaseChecks.Health(database).State.ShouldBe(FindingState.Ok);
    }

    [Theory]
    [InlineData(TuningDatabaseProblem.Corrupt, FindingState.Broken)]
    [InlineData(TuningDatabaseProblem.Foreign, FindingState.Broken)]
    [InlineData(TuningDatabaseProblem.NewerSchema, FindingState.Broken)]
    [InlineData(TuningDatabaseProblem.Inaccessible, FindingState.Warning)]
    [InlineData(TuningDatabaseProblem.Failed, FindingState.Warning)]
    [InlineData(TuningDatabaseProblem.Unreachable, FindingState.Missing)]
    public void Only_what_stays_wrong_until_somebody_does_something_is_broken(TuningDatabaseProblem problem, object state)
        => DatabaseChecks.StateOf(problem).ShouldBe((FindingState)state);

    [Fact]
    public void A_place_that_cannot_be_written_is_a_warning()
    {
        // Not even the administrator makes files there.
        const string place = "/proc/self";
        Assert.SkipUnless(Directory.Exists(place), $"There is no {place}.");

        var finding = DatabaseChecks.Rights(place + "/tuning.db");

        finding.State.ShouldBe(FindingState.Warning);
        finding.Advice.ShouldContain("--db");
    }

    [Theory]
    [InlineData("powersave", FindingState.Warning)]
    [InlineData("performance", FindingState.Ok)]
    public void The_governor_is_told_where_the_system_tells_it(string governor, object state)
    {
        _files["/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"] = governor;

        var finding = ClockChecks.All(Around()).ShouldHaveSingleItem();

        (finding.Subject, finding.Text, finding.State).ShouldBe(("clock governor", governor, (FindingState)state));
    }

    [Theory]
    [InlineData("/sys/devices/system/cpu/intel_pstate/no_turbo", "0", "on")]
    [InlineData("/sys/devices/system/cpu/intel_pstate/no_turbo", "1", "off")]
    [InlineData("/sys/devices/system/cpu/cpufreq/boost", "1", "on")]
    [InlineData("/sys/devices/system/cpu/cpufreq/boost", "0", "off")]
    public void Turbo_is_read_from_either_driver(string file, string content, string text)
    {
        _files[file] = content;
        ClockChecks.All(Around()).ShouldHaveSingleItem().Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("0.10 0.20 0.30 1/100 1234", FindingState.Ok)]
    [InlineData("3.50 0.20 0.30 1/100 1234", FindingState.Warning)]
    public void A_busy_machine_is_a_warning(string load, object state)
    {
        using var culture = new CommaCulture();
        _files["/proc/loadavg"] = load;
        ClockChecks.All(Around()).ShouldHaveSingleItem().State.ShouldBe((FindingState)state);
    }

    [Theory]
    [InlineData("max 100000", FindingState.Ok, "4 that this process may use")]
    [InlineData("400000 100000", FindingState.Ok, "4 that this process may use")]
    [InlineData("150000 100000", FindingState.Warning, "4 that this process may use, limited to the time of 1.5")]
    public void A_container_that_gives_less_time_than_its_cores_have_is_a_warning(string limit, object state, string text)
    {
        _files["/sys/fs/cgroup/cpu.max"] = limit;

        var finding = MachineChecks.Cores(Around());

        (finding.State, finding.Text).ShouldBe(((FindingState)state, text));
    }

    [Fact]
    public void Variables_that_change_the_measured_code_are_named()
    {
        MachineChecks.Runtime(Around()).State.ShouldBe(FindingState.Ok);
        _variables["DOTNET_EnableAVX512"] = "0";
        MachineChecks.Runtime(Around()).Text.ShouldEndWith("; DOTNET_EnableAVX512=0");
    }

    [Fact]
    public void Little_memory_and_missing_vectors_are_warnings()
    {
        MachineChecks.Memory(512L << 20).ShouldBe(new Finding(
            "memory", FindingState.Warning, "0.5 GiB that this process may use", "Long shapes may not fit; give smaller ones with --shapes, or more memory."));
        MachineChecks.Processor(new CpuDevice("Old", "scalar", 1)).State.ShouldBe(FindingState.Warning);
    }

    [Fact]
    public void What_is_missing_says_what_is_lost()
    {
        _variables["PTXAS"] = _folder["nowhere"];

        var findings = DeviceChecks.All(Around() with { Assembly = TestSpecs.AssemblyPath, Targets = new ToolTargets(() => throw new KernelGen.Devices.Cuda.CudaException("No driver.")) })
            .ToDictionary(finding => finding.Subject);

        findings["devices of cuda"].ShouldBe(new Finding(
            "devices of cuda", FindingState.Missing, "No CUDA device: No driver.", "`--target cuda` does not run here; everything else does, and `emit --target cuda` too."));
        findings["ptxas"].Text.ShouldBe($"PTXAS names '{_folder["nowhere"]}', which does not exist");
        _variables["PTXAS"] = typeof(DoctorTests).Assembly.Location;
        DeviceChecks.All(Around()).Single(finding => finding.Subject == "ptxas").State.ShouldBe(FindingState.Ok);
    }

    private Surroundings Around() => new()
    {
        ReadFile = path => _files.GetValueOrDefault(path),
        Variable = name => _variables.GetValueOrDefault(name),
        SdkVersion = () => null,
        Targets = ToolTargets.OfMachine,
        Database = Database,
        Processors = 4,
    };
}
