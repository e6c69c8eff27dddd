using System.Buffers.Binary;
using System.Globalization;
using KernelGen.Selection;
using KernelGen.Templates.Expressions;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage.Npy;

namespace KernelGen.Tuner.Data;

/// <summary>What the user gave with <c>--data</c>, by name: arrays and tensors from .npy files, scalars as they are written.</summary>
internal sealed class GivenData
{
    private const string Form = "name=file.npy for an array or a tensor, name=3 for a single int, float or bool";

    private readonly Dictionary<string, (DataValue Value, string Text)> _given = new(StringComparer.Ordinal);

    /// <summary>Nothing.</summary>
    public static GivenData None { get; } = new();

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">Each <c>name=value</c>.</param>
    /// <param name="specs">The specs that may have the parameters.</param>
    /// <exception cref="ToolException">A name is unknown or given twice, or a value is not of its parameter's type.</exception>
    public static GivenData Read(IReadOnlyList<string> arguments, IReadOnlyList<SpecEntry> specs)
    {
        var data = new GivenData();
        foreach (var argument in arguments)
        {
            var parts = argument.Split('=', 2);
            if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0)
                throw new ToolException($"--data is '{argument}'; it must be {Form}.");
            var parameter = Find(parts[0], specs);
            var value = parameter.HasElements ? ReadElements(parameter, parts[1]) : ReadScalar(parameter, parts[1]);
            if (!data._given.TryAdd(parameter.Name, (value, argument)))
                throw new ToolException($"--data gives '{parameter.Name}' twice: '{data._given[parameter.Name].Text}' and '{argument}'.");
        }
        return data;
    }

    /// <summary>The value of a parameter; null when it was not given.</summary>
    public DataValue? Find(ExprParameter parameter)
        => _given.TryGetValue(parameter.Name, out var given) && given.Value.Parameter == parameter ? given.Value : null;

    /// <summary>What was written for a parameter that was given.</summary>
    public string Text(string name) => _given[name].Text;

    /// <summary>
    /// How many sequences or heads given tensors are for: the largest length of a dimension that an expression indexes by them, 1 when it does not.
    /// </summary>
    /// <param name="expr">The expression.</param>
    /// <param name="variable">What counts the sequences or heads.</param>
    public int Count(Expr expr, ExprVariable variable)
        => expr.All().OfType<TensorLoad>().SelectMany(load => load.Indices.Select((index, dimension)
            => index is VariableRef { Variable: var read } && read == variable ? Find(load.Parameter)?.LengthOf(dimension) ?? 1 : 1)).Append(1).Max();

    /// <summary>Refuses when parameters that are needed were not given.</summary>
    /// <param name="needed">Those that are needed.</param>
    /// <param name="reader">Who needs them, as the subject of a sentence.</param>
    /// <exception cref="ToolException">Some are missing.</exception>
    public void Require(IEnumerable<ExprParameter> needed, string reader)
    {
        var all = needed.ToList();
        var missing = all.Where(parameter => Find(parameter) is null).ToList();
        if (missing.Count > 0)
        {
            throw new ToolException(
                $"{reader} reads {Names(all)}; not given: "
                    + string.Join(" ", missing.Select(parameter => $"--data {parameter.Name}={(parameter.HasElements ? "file.npy" : "value")}")) + ".");
        }
    }

    private static ExprParameter Find(string name, IReadOnlyList<SpecEntry> specs)
    {
        var all = specs.SelectMany(spec => spec.Spec.Data).Distinct().ToList();
        var found = all.Where(parameter => parameter.Name == name).ToList();
        if (found.Count == 1)
            return found[0];
        if (found.Count > 1)
            throw new ToolException($"--data names '{name}', which is {string.Join(" and ", found)} in different specs; choose one with --spec.");
        if (all.Count == 0)
            throw new ToolException($"--data names '{name}', but {(specs.Count == 1 ? specs[0].Name : "every spec")} reads no data; leave --data out.");
        throw new ToolException(
            $"--data names '{name}', but there are {Names(all)}; the closest is '{ClosestName.Of(name, all.Select(parameter => parameter.Name))}'.");
    }

    private static string Names(IEnumerable<ExprParameter> parameters) => string.Join(", ", parameters.Select(parameter => $"'{parameter}'"));

    private static DataValue ReadElements(ExprParameter parameter, string path)
    {
        var kind = parameter.IsTensor ? "a tensor" : "an array";
        if (double.TryParse(path, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !File.Exists(path))
            throw new ToolException($"--data {parameter.Name} is '{path}', but '{parameter}' is {kind}; give {parameter.Name}=file.npy.");
        var array = NpyFile.Read($"--data {parameter.Name}", path, NpyTypeOf(parameter.Type));
        return new DataValue(parameter, array.Data) { Lengths = parameter.IsTensor ? LengthsOf(parameter, path, array) : [] };
    }

    private static IReadOnlyList<int> LengthsOf(ExprParameter tensor, string path, NpyArray array)
    {
        if (array.Shape.Count is >= 2 and <= TensorLoad.Rank)
            return array.Shape;
        var nearest = array.Shape.Count < 2 ? "; .reshape(1, -1) makes one row of it, for all queries" : "";
        throw new ToolException(FormattableString.Invariant(
            $"--data {tensor.Name} '{path}' has rank {array.Shape.Count}, shape ({string.Join(", ", array.Shape)}); '{tensor}' takes rank 2 to {TensorLoad.Rank}, ")
            + $"where leading dimensions may be missing{nearest}.");
    }

    private static NpyType NpyTypeOf(ExprDataType type) => type switch
    {
        ExprDataType.Bool => NpyType.Bool,
        ExprDataType.SByte => NpyType.Int8,
        ExprDataType.Byte => NpyType.UInt8,
        ExprDataType.Int16 => NpyType.Int16,
        ExprDataType.UInt16 => NpyType.UInt16,
        ExprDataType.Int32 => NpyType.Int32,
        _ => NpyType.Float32,
    };

    private static DataValue ReadScalar(ExprParameter parameter, string text)
    {
        var bytes = new byte[DataValue.ElementSize(parameter.Type)];
        switch (parameter.Type)
        {
            case ExprDataType.Int32 when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
                break;
            case ExprDataType.Single when float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
                break;
            case ExprDataType.Bool when bool.TryParse(text, out var truth):
                bytes[0] = truth ? (byte)1 : (byte)0;
                break;
            default:
                var example = parameter.Type switch { ExprDataType.Int32 => "3", ExprDataType.Single => "0.5", _ => "true" };
                throw new ToolException(
                    $"--data {parameter.Name} is '{text}', but '{parameter}' is a single {parameter.Keyword}; write {parameter.Name}={example}.");
        }
        return new DataValue(parameter, bytes);
    }
}
