using System.Text.Json;
using KernelGen.Devices.Cuda;

namespace KernelGen.CudaBenchmarks;

/// <summary>Answers requests, one JSON object to a line, until its input ends. So another program can take turns with it.</summary>
/// <param name="device">What computes.</param>
/// <param name="cases">The cases that can be prepared.</param>
/// <param name="flushedBytes">What is overwritten before each sample: more than the second-level cache has.</param>
/// <param name="input">The requests.</param>
/// <param name="output">The answers.</param>
internal sealed class Server(CudaDevice device, IReadOnlyList<CudaCase> cases, long flushedBytes, TextReader input, TextWriter output) : IDisposable
{
    private readonly DeviceBuffer<byte> _flush = device.Allocate<byte>(flushedBytes);
    private Problem? _problem;

    /// <summary>Names the device, then answers.</summary>
    public void Run()
    {
        Write(new Answer { Device = device.Describe() });
        while (input.ReadLine() is { } line)
            Write(Answer(line));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _problem?.Dispose();
        _flush.Dispose();
    }

    private Answer Answer(string line)
    {
        try
        {
            var request = JsonSerializer.Deserialize(line, Messages.Default.Request) ?? throw new BenchmarkException("The request is empty.");
            return request.Do switch
            {
                "prepare" => Prepare(request.Case ?? ""),
                "variants" => new Answer { Variants = Kernels.Variants(Prepared.Spec) },
                "measure" => new Answer { Milliseconds = Prepared.Measure(request.Rounds, request.Variant, _flush) },
                "rows" => new Answer { Values = Prepared.Rows(request.Batch, request.Head, request.Rows ?? [], request.Variant) },
                _ => throw new BenchmarkException($"'{request.Do}' cannot be done; prepare, variants, measure and rows can."),
            };
        }
        catch (Exception error) when (error is BenchmarkException or JsonException or CudaException or ArgumentException or NotSupportedException)
        {
            return new Answer { Error = error.Message };
        }
    }

    private Problem Prepared => _problem ?? throw new BenchmarkException("No case is prepared.");

    private Answer Prepare(string name)
    {
        _problem?.Dispose();
        _problem = null;
        var test = cases.SingleOrDefault(test => test.Name == name) ?? throw new BenchmarkException($"There is no case '{name}'.");
        _problem = new Problem(device, test);
        return new Answer
        {
            Variant = _problem.Selected,
            FirstCall = _problem.FirstCall.TotalMilliseconds,
            SecondCall = _problem.SecondCall.TotalMilliseconds,
        };
    }

    private void Write(Answer answer)
    {
        output.WriteLine(JsonSerializer.Serialize(answer, Messages.Default.Answer));
        output.Flush();
    }
}
