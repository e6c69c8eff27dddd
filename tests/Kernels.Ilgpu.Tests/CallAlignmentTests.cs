using KernelGen.Devices.Gpu;
using KernelGen.Devices.Ilgpu;
using KernelGen.Kernels.Cases;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>What of a call allows loads of 16 bytes.</summary>
public sealed class CallAlignmentTests
{
    private const long Elements = 1_000_000;

    private static readonly CompiledSpec s_single = Compile(ElementType.Float32);
    private static readonly CompiledSpec s_half = Compile(ElementType.Float16);
    private static readonly AttentionShape s_shape = new(2, 4, 2, 100, 100);
    private static readonly IlgpuVariant s_variant = new("ilgpu.simt/q64-k64-g64-r8", 1, 64, 64, 64, 8, 1000, 200);

    [Fact]
    public void Contiguous_tensors_at_multiples_of_16_bytes_are_aligned() => IsAligned(AttentionStrides.Bhnd(s_shape, 64, 64), 256).ShouldBeTrue();

    [Fact]
    public void An_address_that_is_no_multiple_of_16_is_not_aligned() => IsAligned(AttentionStrides.Bhnd(s_shape, 64, 64), 256 | 8).ShouldBeFalse();

    [Fact]
    public void A_stride_that_is_no_multiple_of_16_bytes_is_not_aligned()
    {
        var strides = AttentionStrides.Bhnd(s_shape, 64, 64);
        IsAligned(strides with { Query = strides.Query with { Row = 66 } }, 0).ShouldBeFalse();
        IsAligned(strides with { Key = strides.Key with { Head = 6_405 } }, 0).ShouldBeFalse();
        IsAligned(strides with { Value = strides.Value with { Batch = 12_802 } }, 0).ShouldBeFalse();
        IsAligned(strides with { Value = strides.Value with { Batch = 12_804 } }, 0).ShouldBeTrue();
    }

    [Fact]
    public void Elements_of_two_bytes_need_strides_of_eight()
    {
        var strides = AttentionStrides.Bhnd(s_shape, 64, 64);
        IsAligned(strides with { Key = strides.Key with { Row = 68 } }, 0, s_half).ShouldBeFalse();
        IsAligned(strides with { Key = strides.Key with { Row = 72 } }, 0, s_half).ShouldBeTrue();
    }

    [Fact]
    public void A_stride_that_nobody_takes_does_not_matter()
    {
        var shape = s_shape with { Batch = 1 };
        var strides = AttentionStrides.Bhnd(shape, 64, 64);
        IsAligned(strides with { Query = strides.Query with { Batch = 1 } }, 0, shape: shape).ShouldBeTrue();
    }

    private static bool IsAligned(AttentionStrides strides, long addresses, CompiledSpec? spec = null, AttentionShape? shape = null)
        => GpuCall.Create(spec ?? s_single, shape ?? s_shape, strides, Elements, Elements, Elements, Elements, -1, default)
            .WithAddresses(addresses).Prefill(s_variant).Launch.IsAligned == 1;

    private static CompiledSpec Compile(ElementType precision)
    {
        var test = new SpecCase(precision, 64, 64, MaskKind.None);
        var spec = SpecFactory.Create(test);
        return IlgpuCompiler.Compile(spec, test.Name, IlgpuConfigSpace.Defaults(spec)).Compiled;
    }
}
