using System.Globalization;
using KernelGen.Planning;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Drawing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Generator.Tests.Documentation;

/// <summary>A picture of a mask on a page: its file, what it should show, and how to approve it.</summary>
/// <param name="File">The file's full path.</param>
/// <param name="Example">The C# above it.</param>
/// <param name="Caption">The line under it.</param>
internal sealed record MaskImage(string File, string Example, string Caption)
{
    private const string Kernel = "AttentionKernel";

    /// <summary>The picture's text as the drawing code of <c>kernelgen mask --plain</c> makes it.</summary>
    /// <exception cref="FormatException">The caption says something else than a picture of the example.</exception>
    public string Draw()
    {
        var caption = MaskCaption.Parse(Caption);
        var model = ModelOf.Source("using System;\nusing KernelGen;\n" + Source(caption));
        var declared = model.Spec ?? throw new FormatException(model.Problem);
        // What only a score function reads does not matter.
        var spec = SpecCompiler.Compile(declared with { Score = null }, "Picture", []);
        using var data = Data(caption, declared);
        var offset = spec.Facts.ResolveOffset(new AttentionShape(1, 1, 1, caption.Queries, caption.Keys));
        var scope = new MaskScope(caption.Queries, caption.Keys, offset, 0, caption.Head, caption.Head) { Data = data.Data };
        return SvgDrawing.Draw(MaskPicture.Plain(new MaskView(spec, scope, caption.QueryTile, caption.KeyTile)));
    }

    private string Source(MaskCaption caption)
    {
        if (!caption.HasAttributes)
            return Example.Contains($"class {caption.Spec}", StringComparison.Ordinal)
                ? Example
                : throw new FormatException($"The picture is of {caption.Spec}, and the example above it does not declare that.");
        var source = $"[{Kernel}(HeadDim = 64)]\n{caption.Spec}\npublic static partial class Picture;";
        var (drawn, shown) = (AttributeNames(source), AttributeNames(Example));
        return drawn.SequenceEqual(shown)
            ? source
            : throw new FormatException(
                $"The picture is of {caption.Spec}, and the example above it has {string.Join(", ", shown)}: only numbers may differ.");
    }

    private static CallValues Data(MaskCaption caption, AttentionSpec spec)
    {
        var read = spec.Mask.Data().ToList();
        var (needed, given) = (read.Select(parameter => parameter.Name).Order(), caption.Data.Keys.Order());
        if (!needed.SequenceEqual(given))
            throw new FormatException($"The picture has data for '{string.Join(", ", given)}', and its mask reads '{string.Join(", ", needed)}'.");
        return new CallValues([.. spec.Data.Select(parameter => caption.Data.GetValueOrDefault(parameter.Name) ?? ["0"])
            .Zip(spec.Data, (elements, parameter) => parameter.IsTensor ? Tensor(parameter, elements) : Value(parameter, elements))]);
    }

    // Rows of 0 and 1.
    private static DataValue Tensor(ExprParameter parameter, IReadOnlyList<string> rows)
    {
        var columns = rows[0].Length;
        if (rows.Any(row => row.Length != columns || row.Trim('0', '1').Length > 0))
            throw new FormatException($"The rows of '{parameter.Name}' must be equally many of 0 and 1; they are {string.Join(", ", rows)}.");
        return DataValue.OfTensor(parameter, [rows.Count, columns], index => rows[index / columns][index % columns] - '0');
    }

    private static DataValue Value(ExprParameter parameter, IReadOnlyList<string> elements)
        => DataValue.Of(parameter, elements.Count, index => elements[index] switch
        {
            "true" => 1,
            "false" => 0,
            var number when parameter.Type == ExprDataType.Single
                => BitConverter.SingleToInt32Bits(float.Parse(number, CultureInfo.InvariantCulture)),
            var number => int.Parse(number, CultureInfo.InvariantCulture),
        });

    /// <summary>Compares the file with what it should show; what should be there instead is left beside it.</summary>
    public void ShouldBeApproved()
    {
        var drawn = Draw();
        var received = Path.ChangeExtension(File, ".received.svg");
        if (System.IO.File.Exists(File) && System.IO.File.ReadAllText(File) == drawn)
        {
            System.IO.File.Delete(received);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(received, drawn);
        Assert.Fail($"{File} is not what its page says. Look at {received}, and approve it by renaming it to {Path.GetFileName(File)}.");
    }

    private static IReadOnlyList<string> AttributeNames(string source)
        => [.. CSharpSyntaxTree.ParseText(source, Driver.SpecCompilation.ParseOptions()).GetRoot().DescendantNodes().OfType<AttributeSyntax>()
            .Select(attribute => attribute.Name.ToString()).Where(name => name != Kernel)];
}
