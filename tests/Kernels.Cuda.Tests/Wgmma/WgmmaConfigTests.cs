using KernelGen.Templates.Cuda;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

public sealed class WgmmaConfigTests
{
    [Fact]
    public void An_id_is_read_back()
    {
        var config = new WgmmaConfig(128, 96, 2, 3);
        config.Id.ShouldBe("cuda.wgmma/q128-k96-c2-s3");
        WgmmaConfig.TryParse(config.Id, out var read).ShouldBeTrue();
        read.ShouldBe(config);
    }

    [Theory]
    [InlineData("cuda.wgmma/q128-k96-c2")]
    [InlineData("cuda.wgmma/q128-k96-c2-s3 ")]
    [InlineData("cuda.mma/q128-k64-w4-s2")]
    [InlineData("")]
    public void Another_text_is_no_id(string text) => WgmmaConfig.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(256, 64, 4, 2, "a block has 1 to 3 warpgroups that compute, not 4")]
    [InlineData(128, 64, 3, 2, "the query tile must be 64 rows for each of the 3 warpgroups that compute, not 128")]
    [InlineData(128, 64, 2, 1, "shared memory holds 2 to 4 stages, not 1")]
    [InlineData(128, 40, 2, 2, "the key tile must be a multiple of 16 from 48 to 128, not 40")]
    [InlineData(128, 144, 2, 2, "the key tile must be a multiple of 16 from 48 to 128, not 144")]
    [InlineData(192, 128, 3, 2, "its threads need about 168 registers, more than 160")]
    public void A_config_that_cannot_be_is_refused_with_the_reason(int query, int key, int consumers, int stages, string reason)
        => WgmmaFeasibility.WhyNot(GateSpecs.Of(64, 64, "true") with { Softcap = 50 }, new WgmmaConfig(query, key, consumers, stages)).ShouldBe(reason);

    [Theory]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float8E4M3)]
    public void Registers_that_are_taken_are_those_that_were_given_back(ElementType precision)
    {
        var spec = GateSpecs.Of(64, 64, "true") with { Precision = precision };
        foreach (var consumers in new[] { 2, 3 })
        {
            var config = new WgmmaConfig(64 * consumers, 64, consumers, 2);
            var atStart = WgmmaFeasibility.EntryRegisters(config);
            (WgmmaFeasibility.ProducerRegisters(spec, config) + consumers * WgmmaFeasibility.ConsumerRegisters(spec, config)).ShouldBe((consumers + 1) * atStart);
        }
    }

    [Fact]
    public void A_thread_begins_with_its_part_of_a_multiprocessors_registers_where_they_move()
    {
        WgmmaFeasibility.EntryRegisters(new WgmmaConfig(64, 64, 1, 2)).ShouldBe(0);
        WgmmaFeasibility.EntryRegisters(new WgmmaConfig(128, 64, 2, 2)).ShouldBe(168);
        WgmmaFeasibility.EntryRegisters(new WgmmaConfig(192, 64, 3, 2)).ShouldBe(128);
    }

    [Theory]
    [InlineData("64", 16)]
    [InlineData("64 e4m3", 32)]
    public void A_key_tile_without_room_for_weights_is_no_endless_loop(string name, int key)
        => Should.Throw<ArgumentException>(() => WgmmaTemplate.Emit(GateSpecs.Named(name), [new WgmmaConfig(192, key, 3, 2)]))
            .Message.ShouldContain("the key tile is too small for so many warps");

    [Fact]
    public void Shared_memory_holds_stages_queries_and_barriers()
    {
        var (spec, config) = (GateSpecs.Of(128, 128, "true"), new WgmmaConfig(128, 128, 2, 3));
        WgmmaFeasibility.SharedBytes(spec, config).ShouldBe(3 * 64 * 1024 + 32 * 1024 + 32 + 3 * 40);
        WgmmaFeasibility.WhyNot(spec, config with { Stages = 4 }).ShouldBe("its 295104 bytes of shared memory exceed the 232448 of a block");
    }

    [Fact]
    public void Defaults_are_chosen_by_head_size_and_by_data()
    {
        Default(64, "(<= k q)").ShouldBe("cuda.wgmma/q192-k128-c3-s4");
        Default(96, "(<= k q)").ShouldBe("cuda.wgmma/q192-k96-c3-s3");
        Default(128, "(<= k q)").ShouldBe("cuda.wgmma/q128-k128-c2-s3");
        Default(192, "(<= k q)").ShouldBe("cuda.wgmma/q128-k112-c2-s2");
        Default(256, "(<= k q)").ShouldBe("cuda.wgmma/q128-k80-c2-s2");
        WgmmaConfigSpace.Defaults(GateSpecs.Named("256 documents")).Single().Id.ShouldBe("cuda.wgmma/q128-k64-c2-s2");
        // Tiles that cut no block of the mask.
        WgmmaConfigSpace.Defaults(GateSpecs.Named("64 blocks of 64 x 64")).Single().Id.ShouldBe("cuda.wgmma/q64-k64-c1-s4");
    }

    [Fact]
    public void Tiles_of_e4m3_are_whole_products_and_defaults_follow_from_their_registers()
    {
        string Default(int dim) => WgmmaConfigSpace.Defaults(GateSpecs.Of(dim, dim, "(<= k q)") with { Precision = ElementType.Float8E4M3 }).Single().Id;
        Default(64).ShouldBe("cuda.wgmma/q192-k128-c3-s4");
        Default(128).ShouldBe("cuda.wgmma/q192-k96-c3-s4");
        Default(192).ShouldBe("cuda.wgmma/q128-k128-c2-s2");
        Default(256).ShouldBe("cuda.wgmma/q128-k96-c2-s2");
        var spec = GateSpecs.Named("128 e4m3");
        WgmmaFeasibility.WhyNot(spec, new WgmmaConfig(128, 80, 2, 2)).ShouldBe("the key tile must be a multiple of 32 from 64 to 128, not 80");
        // Keys, values and 128 columns of 128 bytes; queries; barriers.
        WgmmaFeasibility.SharedBytes(spec, new WgmmaConfig(128, 128, 2, 3)).ShouldBe(3 * 48 * 1024 + 16 * 1024 + 32 + 3 * 56);
    }

    [Fact]
    public void Every_head_size_has_a_default()
    {
        for (var dim = 1; dim <= WgmmaFeasibility.LargestHead; dim++)
        {
            foreach (var precision in new[] { ElementType.BFloat16, ElementType.Float8E4M3 })
                WgmmaConfigSpace.Defaults(GateSpecs.Of(dim, dim, "true") with { Precision = precision }).Count.ShouldBe(1, $"heads of {dim}, {precision}");
        }
    }

    [Fact]
    public void Specs_that_the_family_does_not_serve_are_refused_with_the_reason()
    {
        var spec = GateSpecs.Of(64, 64, "true") with { Precision = ElementType.Float32 };
        WgmmaFeasibility.WhyNotSpec(spec).ShouldBe("they multiply float16, bfloat16 or e4m3, and the spec's precision is Float32");
        WgmmaFeasibility.WhyNotSpec(GateSpecs.Of(64, 264, "true")).ShouldBe("their heads have up to 256 elements, not 264");
        WgmmaFeasibility.WhyNotSpec(GateSpecs.Named("64 low-rank bias of 16")).ShouldBe("they have no low-rank bias");
        Should.Throw<ArgumentException>(() => WgmmaTemplate.Emit(spec, [])).ParamName.ShouldBe("spec");
        WgmmaConfigSpace.All(spec).ShouldBeEmpty();
        WgmmaConfigSpace.Defaults(spec).ShouldBeEmpty();
    }

    [Fact]
    public void A_pinned_tile_leaves_only_itself()
    {
        var spec = GateSpecs.Of(64, 64, "true") with { PinnedQueryTile = 64, PinnedKeyTile = 96 };
        WgmmaConfigSpace.All(spec).ShouldAllBe(config => config.QueryTile == 64 && config.KeyTile == 96);
        WgmmaConfigSpace.Defaults(spec).ShouldHaveSingleItem().Id.ShouldBe("cuda.wgmma/q64-k96-c1-s2");
        // The other family has 32 x 32, so this one keeps out; 32 x 96 neither has, so the pinned keys stay.
        WgmmaConfigSpace.Defaults(spec with { PinnedQueryTile = 32, PinnedKeyTile = 32 }).ShouldBeEmpty();
        WgmmaConfigSpace.Defaults(spec with { PinnedQueryTile = 32 }).ShouldHaveSingleItem().KeyTile.ShouldBe(96);
        WgmmaConfigSpace.Defaults(spec with { PinnedQueryTile = 18, PinnedKeyTile = 1024 }).ShouldBe(WgmmaConfigSpace.Defaults(spec with { PinnedQueryTile = 0, PinnedKeyTile = 0 }));
    }

    [Fact]
    public void Parameters_are_maps_first_and_no_strides_of_what_comes_by_maps()
    {
        string[] names = [.. WgmmaParameters.Prefill(GateSpecs.Of(64, 64, "true")).Select(parameter => parameter.Name)];
        names.ShouldBe(
        [
            "queryMap", "keyMap", "valueMap", "output", "lse", "plan", "queryLength", "keyLength", "queryOffset", "queryHeads", "groupSize",
            "queryTiles", "plans", "outputBatchStride", "outputHeadStride", "outputRowStride", "heads", "sectionHeads",
        ]);
    }

    private static string Default(int dim, string mask) => WgmmaConfigSpace.Defaults(GateSpecs.Of(dim, dim, mask)).Single().Id;
}
