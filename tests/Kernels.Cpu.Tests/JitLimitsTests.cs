using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using KernelGen.Kernels.Cases;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>
/// A method over 60,000 IL bytes is not optimised and one with 512 locals stops inlining (.NET's JIT: DEFAULT_MIN_OPTS_CODE_SIZE and
/// MAX_LV_NUM_COUNT_FOR_INLINING). Emitted methods stay under a quarter of both, so that inlined helpers fit too.
/// </summary>
public sealed class JitLimitsTests
{
    private const int LargestBody = 60_000 / 4;
    private const int MostLocals = 512 / 4;

    public static TheoryData<string> SpecNames => new(Cases().Select(spec => spec.Name));

    [Theory]
    [MemberData(nameof(SpecNames))]
    public void Emitted_methods_stay_far_below_the_limits_of_the_JIT(string name)
    {
        var spec = SpecFactory.Create(Cases().Single(test => test.Name == name));
        var image = SpecCompiler.CompileToImage([new SpecToCompile(spec, name, CpuConfigSpace.Defaults(spec))]);
        using var file = new PEReader(ImmutableArray.Create(image));

        var methods = Measure(file).ToList();

        methods.Count.ShouldBeGreaterThan(10);
        methods.Where(method => method.Bytes > LargestBody || method.Locals > MostLocals).ShouldBeEmpty();
    }

    private static IEnumerable<SpecCase> Cases()
        => FastSelection.Specs.Append(new SpecCase(ElementType.Float32, 512, 512, MaskKind.WindowAndSink, 50, WritesLse: true));

    private static IEnumerable<Method> Measure(PEReader file)
    {
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
                continue;
            var body = file.GetMethodBody(method.RelativeVirtualAddress);
            var type = metadata.GetTypeDefinition(method.GetDeclaringType());
            var name = $"{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)}";
            yield return new Method(name, body.GetILReader().Length, Locals(metadata, body));
        }
    }

    private static int Locals(MetadataReader metadata, MethodBodyBlock body)
    {
        if (body.LocalSignature.IsNil)
            return 0;
        var signature = metadata.GetBlobReader(metadata.GetStandaloneSignature(body.LocalSignature).Signature);
        signature.ReadSignatureHeader().Kind.ShouldBe(SignatureKind.LocalVariables);
        return signature.ReadCompressedInteger();
    }

    private sealed record Method(string Name, int Bytes, int Locals);
}
