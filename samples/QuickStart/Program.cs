using System.CommandLine;
using System.Globalization;
using KernelGen.Devices.Cpu;
using QuickStart;

var threads = new Option<int>("--threads")
{
    Description = "Threads of every contender.",
    DefaultValueFactory = _ => Environment.ProcessorCount,
};
var rounds = new Option<int>("--rounds")
{
    Description = "Timed runs of each contender; the median counts.",
    DefaultValueFactory = _ => 15,
};
threads.Validators.Add(AtLeastOne);
rounds.Validators.Add(AtLeastOne);
var root = new RootCommand(
    "Attention of real models: the default and the tuned variant of their generated kernels against a plain C# loop and TensorPrimitives, "
    + "each checked against float64. Exit code 0: every check passed; 1: a check failed; 2: wrong usage.")
{
    threads,
    rounds,
};
root.SetAction(arguments => Compare(arguments.GetValue(threads), arguments.GetValue(rounds)));
var parsed = root.Parse(args);
var code = parsed.Invoke();
return parsed.Errors.Count > 0 ? 2 : code;

static void AtLeastOne(System.CommandLine.Parsing.OptionResult option)
{
    if (option.Tokens.Count > 0 && option.GetValueOrDefault<int>() < 1)
        option.AddError($"{option.Option.Name} is {option.Tokens[0].Value}; it must be at least 1.");
}

static int Compare(int threads, int rounds)
{
    Write($"{CpuDevice.Current.Describe()}; {threads} threads, medians of {rounds} interleaved runs");
    var passes = true;
    foreach (var work in Workloads.All.Select(create => create()))
    {
        var comparison = new Comparison(work, threads);
        Console.WriteLine();
        Write($"{work.Name}: {work.Shape} D{work.HeadDim}");
        Write($"  {comparison.Selected.Reason}");
        Write($"  {"",-36}{"ms",10}{"GFLOP/s",10}{"x loop",9}{"max error",12}{"allowed",10}");
        foreach (var line in comparison.Run(rounds))
        {
            Write($"  {line.Name,-36}{line.Seconds * 1e3,10:F2}{line.FlopsPerSecond / 1e9,10:F1}{line.Ratio,9:F1}{Verdict(line)}");
            passes &= line.Passes;
        }
    }
    Console.WriteLine();
    Write($"{(passes ? "PASS: every kernel is within the error rule" : "FAIL: a kernel is outside the error rule")}");
    return passes ? 0 : 1;
}

static string Verdict(Comparison.Line line)
    => line.Accuracy is not { } accuracy
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{accuracy.Error,12:E1}{accuracy.Allowed,10:E1}  {(line.Passes ? "PASS" : "FAIL")}");

static void Write(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
