using KernelGen.Templates.Cuda;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests;

public sealed class ConfigTests
{
    [Fact]
    public void An_id_is_read_back()
    {
        var config = new CudaConfig(64, 128, 4, 3);
        config.Id.ShouldBe("cuda.mma/q64-k128-w4-s3");
        CudaConfig.TryParse(config.Id, out var read).ShouldBeTrue();
        read.ShouldBe(config);
    }

    [Theory]
    [InlineData("cuda.mma/q64-k128-w4")]
    [InlineData("cuda.mma/q64-k128-w4-s3 ")]
    [InlineData("ilgpu.simt/q64-k32-g128-r4")]
    [InlineData("")]
    public void Another_text_is_no_id(string text) => CudaConfig.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Warps_divide_rows_first_and_then_keys()
    {
        var prefill = new CudaConfig(128, 64, 4, 2);
        (prefill.RowWarps, prefill.RowBlocks, prefill.KeyWarps, prefill.WarpKeys).ShouldBe((4, 2, 1, 64));
        var decode = new CudaConfig(16, 64, 4, 2);
        (decode.RowWarps, decode.RowBlocks, decode.KeyWarps, decode.WarpKeys).ShouldBe((1, 1, 4, 16));
    }

    [Theory]
    [InlineData(128, 64, 3, 2, "a block has 1, 2, 4 or 8 warps, not 3")]
    [InlineData(64, 64, 4, 1, "shared memory holds 2 to 4 stages, not 1")]
    [InlineData(96, 64, 4, 2, "the query tile must be a power of two from 16 on, not 96")]
    [InlineData(256, 64, 4, 2, "256 query rows are more than 32 for each of 4 warps")]
    [InlineData(16, 128, 8, 2, "8 warps load 32 rows at once, more than the 16 query rows")]
    [InlineData(64, 48, 4, 2, "the key tile must be a power of two with at least 16 keys for a warp and 16 for a load, not 48")]
    [InlineData(16, 32, 4, 2, "the key tile must be a power of two with at least 16 keys for a warp and 16 for a load, not 32")]
    [InlineData(64, 256, 4, 2, "a mask in a loop has a bit in 32 for each key of a thread, which is 128 keys for a warp, not 256")]
    public void A_config_that_cannot_be_is_refused_with_the_reason(int query, int key, int warps, int stages, string reason)
        => CudaFeasibility.WhyNot(GateSpecs.Of(64, 64, "true"), new CudaConfig(query, key, warps, stages), CudaArchitecture.Sm80).ShouldBe(reason);

    [Fact]
    public void Registers_and_shared_memory_decide_by_head_size_and_architecture()
    {
        var wide = GateSpecs.Of(256, 256, "true");
        CudaFeasibility.WhyNot(wide, new CudaConfig(128, 32, 4, 2), CudaArchitecture.Sm90)!.ShouldContain("registers, more than 255");
        var config = new CudaConfig(64, 64, 4, 2);
        CudaFeasibility.SharedBytes(wide, config).ShouldBe(2 * 64 * 1024 + 32 * 1024);
        CudaFeasibility.WhyNot(wide, config, CudaArchitecture.Sm80).ShouldBeNull();
        CudaFeasibility.WhyNot(wide, config, CudaArchitecture.Sm86).ShouldBe("its 163840 bytes of shared memory exceed the 101376 of sm_86");
    }

    [Fact]
    public void Arrays_of_data_count_as_registers()
    {
        var (causal, documents) = (GateSpecs.Named("96"), GateSpecs.Named("96 documents"));
        CudaConfigSpace.Defaults(causal).Single().Id.ShouldBe("cuda.mma/q128-k64-w4-s2");
        CudaConfigSpace.Defaults(documents).Single().Id.ShouldBe("cuda.mma/q128-k64-w8-s2");
    }

    [Fact]
    public void Keys_of_which_a_loop_has_no_bits_are_refused_before_registers_and_shared_memory_are()
    {
        // Small heads leave room for such a tile on two architectures.
        var spec = GateSpecs.Of(16, 16, "(<= k q)");
        var config = new CudaConfig(64, 256, 4, 2);
        CudaFeasibility.Registers(spec, config).ShouldBeLessThanOrEqualTo(CudaFeasibility.MostRegisters);
        CudaFeasibility.SharedBytes(spec, config).ShouldBeLessThanOrEqualTo(CudaArchitecture.Sm80.SharedBytesPerBlock);
        CudaKernelSources.WhyNot(spec, config.Id)!.ShouldContain("128 keys for a warp");
        CudaKernelSources.WhyNot(spec, (config with { KeyTile = 128 }).Id).ShouldBeNull();
    }

    [Theory]
    [InlineData("64", 128, 16, 8)]
    [InlineData("64 e4m3", 128, 16, 8)]
    public void A_key_tile_without_room_for_weights_is_no_endless_loop(string name, int query, int key, int warps)
        => Should.Throw<ArgumentException>(() => CudaTemplate.Emit(GateSpecs.Named(name), [new CudaConfig(query, key, warps, 2)], null))
            .Message.ShouldContain("the key tile is too small for so many warps");

    [Fact]
    public void Queries_pass_through_the_last_stage_where_they_fit()
        => CudaFeasibility.SharedBytes(GateSpecs.Of(128, 128, "true"), new CudaConfig(128, 64, 8, 2)).ShouldBe(2 * 32 * 1024);

    [Fact]
    public void Specs_that_the_family_does_not_serve_are_refused_with_the_reason()
    {
        var spec = GateSpecs.Of(64, 64, "true");
        CudaFeasibility.WhyNotSpec(spec).ShouldBeNull();
        CudaFeasibility.WhyNotSpec(spec with { Precision = ElementType.Float32 })!.ShouldContain("Float32");
        CudaFeasibility.WhyNotSpec(spec with { PinnedQueryTile = 48 }).ShouldBeNull();
        var tensorFloat = spec with { Precision = ElementType.Float32, AllowTensorFloat32 = true };
        CudaFeasibility.WhyNotSpec(tensorFloat).ShouldBeNull();
        var wide = tensorFloat with { HeadDim = 512, ValueHeadDim = 512 };
        CudaFeasibility.WhyNotSpec(wide).ShouldBe("heads of 512 and 512 elements need more than the 101376 bytes of shared memory that every device gives a block");
        CudaFeasibility.WhyNotSpec(wide with { LowRankBias = new(3, true, true) })!.ShouldContain("512 elements and a bias of rank 3 need");
        Should.Throw<ArgumentException>(() => CudaTemplate.Emit(wide, [], null)).ParamName.ShouldBe("spec");
        CudaConfigSpace.Defaults(wide).ShouldBeEmpty();
        CudaConfigSpace.Decode(wide).ShouldBeNull();
    }

    [Fact]
    public void Float8_is_for_architectures_that_convert_it()
    {
        var (spec, config) = (GateSpecs.Named("128 e4m3"), new CudaConfig(128, 64, 8, 2));
        CudaFeasibility.WhyNotSpec(spec).ShouldBeNull();
        CudaFeasibility.WhyNot(spec, config, CudaArchitecture.Sm86).ShouldBe("sm_86 has no conversions of e4m3, which sm_89 is the first to have");
        CudaFeasibility.WhyNot(spec, config, CudaArchitecture.Sm89).ShouldBeNull();
        CudaTemplate.Emit(spec, [config], CudaConfigSpace.Decode(spec)).ShouldContain(".version 8.1\n.target sm_89\n");
        // Half of what 16 bits take.
        CudaFeasibility.SharedBytes(spec, config).ShouldBe(CudaFeasibility.SharedBytes(GateSpecs.Named("128"), config) / 2);
    }

    [Theory]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float8E4M3)]
    public void Every_head_size_has_defaults_that_run_on_every_architecture(ElementType precision)
    {
        for (var dim = 1; dim <= 512; dim++)
        {
            var spec = GateSpecs.Of(dim, dim, "true") with { Precision = precision };
            CudaConfig[] configs = [.. CudaConfigSpace.Defaults(spec), .. CudaConfigSpace.Decode(spec) is { } decode ? [decode] : Array.Empty<CudaConfig>()];
            configs.Length.ShouldBe(2, $"heads of {dim}");
            foreach (var architecture in CudaArchitecture.Of(precision))
                configs.ShouldAllBe(config => CudaFeasibility.WhyNot(spec, config, architecture) == null);
        }
    }

    [Fact]
    public void Tiles_that_cut_no_block_of_the_mask_come_first()
    {
        string Default(int query, int key)
            => CudaConfigSpace.Defaults(GateSpecs.Of(64, 64, ExprText.Write(TensorPatterns.BlockSparse(query, key)), TensorPatterns.BlocksData)).Single().Id;
        Default(64, 64).ShouldBe("cuda.mma/q64-k64-w4-s2");
        Default(128, 128).ShouldBe("cuda.mma/q128-k64-w4-s2");
        Default(32, 32).ShouldBe("cuda.mma/q32-k32-w2-s2");
        Default(24, 8).ShouldBe("cuda.mma/q128-k64-w4-s2");
    }

    [Fact]
    public void A_pinned_tile_leaves_only_itself()
    {
        var spec = GateSpecs.Of(64, 64, "true") with { PinnedQueryTile = 64, PinnedKeyTile = 128 };
        CudaConfigSpace.All(spec, CudaArchitecture.Sm80).ShouldAllBe(config => config.QueryTile == 64 && config.KeyTile == 128);
        CudaConfigSpace.Defaults(spec).ShouldHaveSingleItem().Id.ShouldStartWith("cuda.mma/q64-k128-");
        CudaConfigSpace.Defaults(spec with { PinnedQueryTile = 18, PinnedKeyTile = 0 }).ShouldHaveSingleItem().Id.ShouldBe("cuda.mma/q128-k64-w4-s2");
        CudaConfigSpace.Defaults(spec with { PinnedQueryTile = 18 }).ShouldHaveSingleItem().KeyTile.ShouldBe(128);
    }
}
