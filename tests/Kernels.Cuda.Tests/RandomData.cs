using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Tests;

/// <summary>Random expressions without data name no parameter.</summary>
internal static class RandomData
{
    public static DataList Parameters => DataList.Empty;
}
