extern alias runtime;
using System.Runtime.InteropServices;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using CallData = runtime::KernelGen.CallData;
using DataItem = runtime::KernelGen.DataItem;

namespace KernelGen.Templates.Tests;

/// <summary>Random values of one data parameter of each kind, for the evaluator and, in unmanaged memory, for emitted code.</summary>
internal sealed unsafe class RandomData : IExprData, IDisposable
{
    private readonly Dictionary<string, double[]> _values = [];
    private readonly Dictionary<string, int[]> _lengths = [];
    private readonly List<nint> _memory = [];
    private readonly DataItem* _items;

    public RandomData(int seed)
    {
        var random = new Random(seed);
        _items = (DataItem*)Own(Parameters.Count * sizeof(DataItem));
        for (var i = 0; i < Parameters.Count; i++)
        {
            var parameter = Parameters[i];
            if (parameter.IsTensor)
                _lengths.Add(parameter.Name, [random.Next(1, 3), random.Next(1, 4), Length(random, 90), Length(random, 300)]);
            var values = new double[parameter.IsTensor ? _lengths[parameter.Name].Aggregate(1, (all, one) => all * one) : parameter.IsArray ? random.Next(1, 400) : 1];
            for (var j = 0; j < values.Length; j++)
                values[j] = parameter.IsTensor && j > 0 && random.Next(60) > 0 ? values[j - 1] : Value(parameter.Type, random);
            _values.Add(parameter.Name, values);
            _items[i] = parameter.IsTensor ? Tensor(parameter, values, random) : Item(parameter, values);
        }
    }

    public static DataList Parameters { get; } = new(
    [
        new("ints", ExprDataType.Int32, true), new("shorts", ExprDataType.Int16, true), new("ushorts", ExprDataType.UInt16, true),
        new("bytes", ExprDataType.Byte, true), new("sbytes", ExprDataType.SByte, true), new("bools", ExprDataType.Bool, true),
        new("floats", ExprDataType.Single, true),
        new("number", ExprDataType.Int32, false), new("alpha", ExprDataType.Single, false), new("on", ExprDataType.Bool, false),
        ExprParameter.Tensor("truths", ExprDataType.Bool), ExprParameter.Tensor("numbers", ExprDataType.Single),
    ]);

    /// <summary>The class that emitted reads name the parameters with.</summary>
    public static string ParameterClass
        => $"internal static class Parameter {{ {string.Concat(Parameters.Select((parameter, i) => $"public const int {parameter.Name} = {i}; "))}}}\n";

    public CallData Call => new(_items, Parameters.Count);

    public int Length(string name) => _values[name].Length;

    public IReadOnlyList<int> Lengths(string name) => _lengths[name];

    public double Value(string name, int index) => _values[name][index];

    public void Dispose()
    {
        foreach (var memory in _memory)
            NativeMemory.Free((void*)memory);
    }

    // Long runs of few values, as documents have them, so that something can be proven.
    private static double Value(ExprDataType type, Random random) => type switch
    {
        ExprDataType.Bool => random.Next(10) == 0 ? 0 : 1,
        ExprDataType.Single => (float)(random.NextDouble() * 8 - 4),
        ExprDataType.Byte => random.Next(256),
        ExprDataType.UInt16 => random.Next(5) == 0 ? 65535 : random.Next(100),
        ExprDataType.SByte => random.Next(-3, 4),
        ExprDataType.Int16 => random.Next(5) == 0 ? -32768 : random.Next(100),
        _ => random.Next(20) == 0 ? int.MinValue : random.Next(200),
    };

    private DataItem Item(ExprParameter parameter, double[] values) => (parameter.Type, parameter.IsArray) switch
    {
        (ExprDataType.Int32, false) => DataItem.Of((int)values[0]),
        (ExprDataType.Single, false) => DataItem.Of((float)values[0]),
        (ExprDataType.Bool, false) => DataItem.Of(values[0] != 0),
        (ExprDataType.Bool, _) => DataItem.Of((bool*)Copy(values, value => value != 0), values.Length),
        (ExprDataType.SByte, _) => DataItem.Of((sbyte*)Copy(values, value => (sbyte)value), values.Length),
        (ExprDataType.Byte, _) => DataItem.Of((byte*)Copy(values, value => (byte)value), values.Length),
        (ExprDataType.Int16, _) => DataItem.Of((short*)Copy(values, value => (short)value), values.Length),
        (ExprDataType.UInt16, _) => DataItem.Of((ushort*)Copy(values, value => (ushort)value), values.Length),
        (ExprDataType.Int32, _) => DataItem.Of((int*)Copy(values, value => (int)value), values.Length),
        _ => DataItem.Of((float*)Copy(values, value => (float)value), values.Length),
    };

    private static int Length(Random random, int most) => random.Next(3) == 0 ? 1 : random.Next(2, most);

    // Row-major or with the last two axes exchanged, dense or with gaps; leading dimensions of length 1 sometimes left out.
    private DataItem Tensor(ExprParameter parameter, double[] values, Random random)
    {
        var lengths = _lengths[parameter.Name];
        var (isTransposed, gap) = (random.Next(3) == 0, random.Next(1, 3));
        nint[] strides = isTransposed ? [0, 0, 1, lengths[2]] : [0, 0, lengths[3], 1];
        strides[1] = lengths[2] * lengths[3];
        strides[0] = strides[1] * lengths[1];
        strides = [.. strides.Select(stride => stride * gap)];
        var placed = new double[values.Length * gap];
        for (var i = 0; i < values.Length; i++)
        {
            var (row, key) = Math.DivRem(i % (lengths[2] * lengths[3]), lengths[3]);
            placed[(i / (lengths[2] * lengths[3]) * strides[1]) + row * strides[2] + key * strides[3]] = values[i];
        }
        var skipped = lengths[0] > 1 || random.Next(2) == 0 ? 0 : lengths[1] > 1 ? 1 : 2;
        var (given, steps) = (lengths.Skip(skipped).Select(length => (nint)length).ToArray(), strides[skipped..]);
        return parameter.Type == ExprDataType.Bool
            ? DataItem.Of((bool*)Copy(placed, value => value != 0), given, steps)
            : DataItem.Of((float*)Copy(placed, value => (float)value), given, steps);
    }

    private void* Copy<T>(double[] values, Func<double, T> convert)
        where T : unmanaged
    {
        var memory = (T*)Own(values.Length * sizeof(T));
        for (var i = 0; i < values.Length; i++)
            memory[i] = convert(values[i]);
        return memory;
    }

    private void* Own(int bytes)
    {
        var memory = NativeMemory.Alloc((nuint)bytes);
        _memory.Add((nint)memory);
        return memory;
    }
}
