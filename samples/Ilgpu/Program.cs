using System.Diagnostics;
using System.Globalization;
using ILGPU.Runtime;
using IlgpuSample;
using KernelGen;

const int Runs = 9;

using var machine = new Machine();
var accelerator = machine.Accelerator;
Write($"{accelerator.Name} ({accelerator.AcceleratorType}), {accelerator.NumMultiprocessors} multiprocessors; medians of {Runs} runs");
Write($"{"",-18}{"shape",-26}{"variant",-30}{"ms",10}{"max error",12}{"allowed",10}");
var passes = true;
// The oracle is slow, so what is checked is small.
AttentionShape small = new(1, 2, 1, 96, 160), large = new(1, 16, 4, 4096, 4096), decode = new(1, 16, 4, 1, 4096);
foreach (var model in Model.All)
{
    passes &= Row(model, small, isChecked: true);
    passes &= Row(model, small with { QueryLength = 1 }, isChecked: true);
    if (!machine.IsProcessor)
    {
        Row(model, large, isChecked: false);
        Row(model, decode, isChecked: false);
    }
}
Write($"{(passes ? "PASS: every kernel is within the error rule" : "FAIL: a kernel is outside the error rule")}");
return passes ? 0 : 1;

bool Row(Model model, AttentionShape shape, bool isChecked)
{
    using var problem = new Problem(accelerator, shape);
    var variant = "";
    model.Launch(accelerator.DefaultStream, problem, new AttentionOptions { Explain = report => variant = report.Variant });
    accelerator.Synchronize();
    var text = string.Create(
        CultureInfo.InvariantCulture, $"{model.Name,-18}{$"{shape.QueryHeads}/{shape.KeyHeads} heads {shape.QueryLength}x{shape.KeyLength}",-26}{variant,-30}{Milliseconds(model, problem),10:F3}");
    if (!isChecked)
    {
        Console.WriteLine(text);
        return true;
    }
    double error = model.Error(problem, problem.ReadOutput(accelerator.DefaultStream)), allowed = model.Allowed(problem);
    Write($"{text}{error,12:E1}{allowed,10:E1}  {(error <= allowed ? "PASS" : "FAIL")}");
    return error <= allowed;
}

double Milliseconds(Model model, Problem problem)
{
    var times = new double[Runs];
    for (var i = 0; i < Runs; i++)
    {
        var start = Stopwatch.GetTimestamp();
        model.Launch(accelerator.DefaultStream, problem, null);
        accelerator.Synchronize();
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
    Array.Sort(times);
    return times[Runs / 2];
}

static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
