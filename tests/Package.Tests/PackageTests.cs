namespace KernelGen.Package.Tests;

public class PackageTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public void The_package_holds_the_runtime_the_generator_with_what_it_needs_and_nothing_of_the_compiler()
        => package.Entries.Where(entry => entry.StartsWith("lib/", StringComparison.Ordinal)
                || entry.StartsWith("analyzers/", StringComparison.Ordinal) || entry.StartsWith("build", StringComparison.Ordinal))
            .ShouldBe(
            [
                "lib/net10.0/KernelGen.Runtime.dll",
                "lib/net10.0/KernelGen.Runtime.xml",
                "analyzers/dotnet/cs/KernelGen.CodeFixes.dll",
                "analyzers/dotnet/cs/KernelGen.Generator.dll",
                "analyzers/dotnet/cs/KernelGen.Templates.dll",
                "analyzers/dotnet/cs/Microsoft.Bcl.AsyncInterfaces.dll",
                "analyzers/dotnet/cs/System.Text.Encodings.Web.dll",
                "analyzers/dotnet/cs/System.Text.Json.dll",
                "build/KernelGen.targets",
                "buildTransitive/KernelGen.targets",
            ], ignoreOrder: true);

    [Fact]
    public void The_package_depends_on_what_the_runtime_uses_and_not_on_what_the_generator_uses()
    {
        package.Manifest.ShouldContain("id=\"System.Numerics.Tensors\"");
        package.Manifest.ShouldContain("id=\"SQLitePCLRaw.bundle_e_sqlite3\"");
        package.Manifest.ShouldNotContain("CodeAnalysis");
        package.Manifest.ShouldNotContain("KernelGen.Templates");
    }

    [Fact]
    public async Task A_fresh_project_that_uses_the_package_builds_and_runs()
    {
        var build = await Dotnet.SucceedAsync(package.Consumer, "build", "-c", "Release", "--nologo");
        build.ShouldContain("warning KG0503", customMessage: "The project's tuning-db/ did not reach the generator.");
        var run = await Dotnet.SucceedAsync(package.Consumer, Path.Combine("bin", "Release", "net10.0", "Consumer.dll"));
        run.ShouldContain("spans agree");
        run.ShouldContain("tensors agree");
        run.ShouldContain("integers wrap");
        run.ShouldContain("variant cpu.simd/");
        run.ShouldContain("CUDA ");

        // In the same test, because two builds of one project must not run at once.
        var (exitCode, broken) = await Dotnet.RunAsync(package.Consumer, "build", "-c", "Release", "--nologo", "--no-restore", "-p:Broken=true");
        exitCode.ShouldNotBe(0, broken);
        broken.ShouldContain("error KG0201: HeadDim, the elements per head of Q and K, is 1024");
        broken.ShouldNotContain("error CS", customMessage: "An error of the spec should be the only one.");
    }
}
