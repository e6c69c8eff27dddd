using System.Globalization;
using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests;

public class CultureTests
{
    [Fact]
    public void A_culture_with_decimal_commas_changes_nothing()
    {
        var source = Specs.With("[AttentionKernel(HeadDim = 80, Scale = 0.0625, Softcap = 12.5)] [Causal, SlidingWindow(1000, -1)] [Tile(Query = 7)]");
        var legal = Specs.With("[AttentionKernel(HeadDim = 80, Scale = 0.0625, Softcap = 12.5)] [Causal, SlidingWindow(1000)]");
        var expected = Texts(source).Concat(Texts(legal)).ToList();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Commas();
            1.5.ToString(CultureInfo.CurrentCulture).ShouldBe("1,5");
            var lines = Texts(source).Concat(Texts(legal)).SelectMany(text => text.Split('\n')).ToList();
            var expectedLines = expected.SelectMany(text => text.Split('\n')).ToList();
            lines.Zip(expectedLines).Where(pair => pair.First != pair.Second).ShouldBeEmpty();
            lines.Count.ShouldBe(expectedLines.Count);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static List<string> Texts(string source) => [.. GeneratorRun.On(source).Sources.Select(file => file.SourceText.ToString())];

    // Made by hand, because the invariant mode that this repository builds with knows no named cultures.
    private static CultureInfo Commas()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "~";
        return culture;
    }
}
