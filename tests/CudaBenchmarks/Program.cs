using System.CommandLine;
using System.Globalization;
using KernelGen.CudaBenchmarks;
using KernelGen.Devices.Cuda;

var casesOption = new Option<string>("--cases") { Description = "The list of cases, JSON.", Required = true };
var deviceOption = new Option<int>("--device") { Description = "The ordinal of the GPU." };
var caseOption = new Option<string>("--case") { Description = "Only this case, or those whose names contain this.", DefaultValueFactory = _ => "" };
var roundsOption = new Option<int>("--rounds") { Description = "Samples of each case.", DefaultValueFactory = _ => 20 };

var serve = new Command("serve", "Answers JSON requests on standard input; compare.py speaks to it.") { casesOption, deviceOption };
serve.SetAction(result => WithDevice(result, (device, cases) =>
{
    using var server = new Server(device, cases, Problem.FlushedBytes, Console.In, Console.Out);
    server.Run();
}));

var run = new Command("run", "Measures KernelGen alone. Example: cuda-benchmarks run --cases cases.json --case causal") { casesOption, deviceOption, caseOption, roundsOption };
run.SetAction(result => WithDevice(result, (device, cases) =>
{
    Console.WriteLine(device.Describe());
    foreach (var test in CudaCase.Matching(cases, result.GetValue(caseOption)!))
        Measure(device, test, result.GetValue(roundsOption));
}));

return new RootCommand("KernelGen's CUDA kernels on the cases of a list.") { serve, run }.Parse(args).Invoke();

int WithDevice(ParseResult result, Action<CudaDevice, IReadOnlyList<CudaCase>> action)
{
    try
    {
        var cases = CudaCase.Load(result.GetValue(casesOption)!);
        using var device = CudaDevice.Open(result.GetValue(deviceOption));
        action(device, cases);
        return 0;
    }
    catch (Exception error) when (error is BenchmarkException or CudaException or ArgumentException)
    {
        Console.Error.WriteLine(error.Message);
        return 1;
    }
}

static void Measure(CudaDevice device, CudaCase test, int rounds)
{
    using var problem = new Problem(device, test);
    using var flush = device.Allocate<byte>(Problem.FlushedBytes);
    var samples = problem.Measure(rounds, null, flush);
    Array.Sort(samples);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{test.Name,-16} {problem.Selected,-28} median {samples[samples.Length / 2]:F4} ms; first call {problem.FirstCall.TotalMilliseconds:F0} ms, second {problem.SecondCall.TotalMilliseconds:F1} ms"));
}
