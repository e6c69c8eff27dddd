using System.Globalization;

namespace KernelGen.Devices.Cuda;

/// <summary>The parameters of a kernel: read from their names once, given their values by every launch.</summary>
internal sealed class CudaSignature
{
    /// <summary>How the names of tensor maps end.</summary>
    public const string MapSuffix = "Map";

    private readonly Parameter[] _parameters;

    /// <param name="names">The names, with blanks between them.</param>
    /// <param name="data">The data parameters of the spec; null when there are none.</param>
    /// <param name="kernel">The kernel, for the error.</param>
    /// <exception cref="InvalidOperationException">A name is unknown.</exception>
    public CudaSignature(string names, SpecData? data, string kernel)
        => _parameters = [.. names.Split(' ').Select(name => Read(name, data) ?? throw new InvalidOperationException(
            $"The kernel {kernel} has a parameter '{name}', which the referenced KernelGen does not know: it was emitted by another version. Build the project again."))];

    // Each under the name that kernels have it by, but for the first letter.
    private enum Source
    {
        Query, Key, Value, Output, Lse, Plan, Parts,
        QueryMap, KeyMap, ValueMap,
        QueryLength, KeyLength, QueryOffset, QueryHeads, GroupSize, QueryTiles, Plans, UnitHeads, Shares, Heads, SectionHeads,
        QueryBatchStride, QueryHeadStride, QueryRowStride, KeyBatchStride, KeyHeadStride, KeyRowStride,
        ValueBatchStride, ValueHeadStride, ValueRowStride, OutputBatchStride, OutputHeadStride, OutputRowStride,
        LseBatchStride, LseHeadStride, LseRowStride,
        Data, DataLength, DataLast, DataStride,
    }

    /// <summary>Adds the value of each parameter.</summary>
    /// <param name="values">Where they come from.</param>
    /// <param name="arguments">Where to.</param>
    public void Write(in CudaValues values, ref CudaArguments arguments)
    {
        foreach (var parameter in _parameters)
        {
            if (parameter.Source >= Source.Data)
                WriteData(parameter, values.Data[parameter.Data], ref arguments);
            else if (parameter.Source <= Source.Parts)
                arguments.Add(Address(parameter.Source, values));
            else if (parameter.Source <= Source.ValueMap)
                arguments.Add(parameter.Source == Source.QueryMap ? values.QueryMap : parameter.Source == Source.KeyMap ? values.KeyMap : values.ValueMap);
            else if (parameter.Source <= Source.SectionHeads)
                arguments.Add(Count(parameter.Source, values));
            else
                arguments.Add(Stride(parameter.Source, values));
        }
    }

    private static ulong Address(Source source, in CudaValues values) => source switch
    {
        Source.Query => values.Query,
        Source.Key => values.Key,
        Source.Value => values.Value,
        Source.Output => values.Output,
        Source.Lse => values.Lse,
        Source.Plan => values.Plan,
        _ => values.Parts,
    };

    private static int Count(Source source, in CudaValues values) => source switch
    {
        Source.QueryLength => values.Launch.QueryLength,
        Source.KeyLength => values.Launch.KeyLength,
        Source.QueryOffset => values.Launch.QueryOffset,
        Source.QueryHeads => values.Launch.QueryHeads,
        Source.GroupSize => values.Launch.GroupSize,
        Source.QueryTiles => values.Launch.QueryTiles,
        Source.Plans => values.Launch.Plans,
        Source.UnitHeads => values.Launch.UnitHeads,
        Source.Shares => values.Launch.Shares,
        Source.Heads => values.Batch * values.Launch.QueryHeads,
        _ => values.SectionHeads,
    };

    private static long Stride(Source source, in CudaValues values) => source switch
    {
        Source.QueryBatchStride => values.Launch.QueryBatchStride,
        Source.QueryHeadStride => values.Launch.QueryHeadStride,
        Source.QueryRowStride => values.Launch.QueryRowStride,
        Source.KeyBatchStride => values.Launch.KeyBatchStride,
        Source.KeyHeadStride => values.Launch.KeyHeadStride,
        Source.KeyRowStride => values.Launch.KeyRowStride,
        Source.ValueBatchStride => values.Launch.ValueBatchStride,
        Source.ValueHeadStride => values.Launch.ValueHeadStride,
        Source.ValueRowStride => values.Launch.ValueRowStride,
        Source.OutputBatchStride => values.Launch.OutputBatchStride,
        Source.OutputHeadStride => values.Launch.OutputHeadStride,
        Source.OutputRowStride => values.Launch.OutputRowStride,
        Source.LseBatchStride => values.Launch.LseBatchStride,
        Source.LseHeadStride => values.Launch.LseHeadStride,
        _ => values.Launch.LseRowStride,
    };

    private static void WriteData(Parameter parameter, in DataItem item, ref CudaArguments arguments)
    {
        var (dimension, isBroadcast) = (parameter.Dimension, item.Tensor.Stride(parameter.Dimension) == 0);
        if (parameter.Source == Source.DataStride)
            arguments.Add(item.Tensor.Stride(dimension));
        else if (parameter.Source == Source.DataLength)
            arguments.Add(item.Length);
        else if (parameter.Source == Source.DataLast)
            arguments.Add(isBroadcast ? uint.MaxValue : (uint)(item.Tensor.Length(dimension) - 1));
        else if (item.IsArray || item.IsTensor)
            arguments.Add(item.DeviceAddress);
        else
            arguments.Add(item.Bits);
    }

    // Of data: data_document and length_document; of tensors last0_bias and stride0_bias to last3_bias and stride3_bias.
    private static Parameter? Read(string name, SpecData? data)
    {
        var split = name.IndexOf('_', StringComparison.Ordinal);
        if (split < 0)
            return Enum.TryParse<Source>(name, ignoreCase: true, out var source) && source < Source.Data ? new Parameter(source, 0, 0) : null;
        var (what, number) = (name[..split], Number(data, name[(split + 1)..]));
        if (number < 0)
            return null;
        return what switch
        {
            "data" => new Parameter(Source.Data, number, 0),
            "length" => new Parameter(Source.DataLength, number, 0),
            _ when IsOf(what, "last", out var dimension) => new Parameter(Source.DataLast, number, dimension),
            _ when IsOf(what, "stride", out var dimension) => new Parameter(Source.DataStride, number, dimension),
            _ => null,
        };
    }

    private static bool IsOf(string what, string prefix, out int dimension)
    {
        dimension = 0;
        return what.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(what.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out dimension)
            && dimension < DataLayout.Dimensions;
    }

    // Names are those of C#, as PTX spells them.
    private static int Number(SpecData? data, string name)
    {
        for (var i = 0; i < (data?.Parameters.Count ?? 0); i++)
        {
            if (PtxName.Of(data!.Parameters[i].Name) == name)
                return i;
        }
        return -1;
    }

    private readonly record struct Parameter(Source Source, int Data, int Dimension);
}
