using System.IO.Compression;
using System.Reflection;

namespace KernelGen.Package.Tests;

/// <summary>The package, packed once for all tests into a folder feed, and a fresh project beside it that uses it.</summary>
public sealed class PackedPackage : IAsyncLifetime
{
    // A version of its own, so that no cache can answer with another package.
    private static readonly string Version = FormattableString.Invariant($"0.0.1-test.{DateTime.UtcNow.Ticks}");

    private string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("kernelgen-package-").FullName;

    private string Feed => Path.Combine(Directory, "feed");

    /// <summary>Where the fresh project lies.</summary>
    public string Consumer => Path.Combine(Directory, "consumer");

    /// <summary>The files in the package.</summary>
    public IReadOnlyList<string> Entries { get; private set; } = [];

    /// <summary>The package's manifest.</summary>
    public string Manifest { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Dotnet.SucceedAsync(
            Metadata("RepositoryRoot"), "pack", "src/Runtime/KernelGen.Runtime.csproj", "--no-build", "--no-restore", "--nologo",
            "-c", Metadata("Configuration"), "-o", Feed, $"-p:PackageVersion={Version}");
        ReadPackage(System.IO.Directory.GetFiles(Feed, "*.nupkg").ShouldHaveSingleItem());
        WriteConsumer();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void ReadPackage(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        Entries = [.. archive.Entries.Select(entry => entry.FullName)];
        using var manifest = new StreamReader(archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        Manifest = manifest.ReadToEnd();
    }

    private void WriteConsumer()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Consumer");
        foreach (var file in System.IO.Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Consumer, Path.GetRelativePath(source, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        File.WriteAllText(Path.Combine(Consumer, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="kernelgen-test" value="{Feed}" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(Consumer, "Consumer.csproj"), Project());
    }

    // Its packages are unpacked beside it; what the repository's own restore has already is taken from there.
    private string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
            <KernelGenCuda>true</KernelGenCuda>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <WarningsNotAsErrors>NU1901;NU1902;NU1903;NU1904;NU1900</WarningsNotAsErrors>
            <InvariantGlobalization>true</InvariantGlobalization>
            <!-- Emitted arithmetic must work in a project that checks its own. -->
            <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
            <RestorePackagesPath>{Path.Combine(Directory, "packages")}</RestorePackagesPath>
            <RestoreFallbackFolders>{Metadata("PackageCache")}</RestoreFallbackFolders>
          </PropertyGroup>
          <PropertyGroup Condition="'$(Broken)' == 'true'">
            <DefineConstants>$(DefineConstants);BROKEN</DefineConstants>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="KernelGen" Version="{Version}" />
          </ItemGroup>
        </Project>
        """;

    private static string Metadata(string key) => typeof(PackedPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
