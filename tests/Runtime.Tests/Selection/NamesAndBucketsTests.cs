using KernelGen.Devices;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class NamesAndBucketsTests
{
    [Theory]
    [InlineData(1, 8, 1024, 1024, "h8-q1024-k1024")]
    [InlineData(2, 3, 577, 1, "h8-q1024-k1")]
    [InlineData(1, 1, 0, 0, "h1-q0-k0")]
    [InlineData(100_000, 100_000, int.MaxValue, int.MaxValue, "h1073741824-q1073741824-k1073741824")]
    public void A_bucket_rounds_up_to_powers_of_two_and_reads_back(int batch, int heads, int queries, int keys, string text)
    {
        var bucket = ShapeBucket.Of(new AttentionShape(batch, heads, heads, queries, keys));

        bucket.ToString().ShouldBe(text);
        ShapeBucket.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bucket);
    }

    [Theory]
    [InlineData(32, 8, 1, 8192, "h32g4-q1-k8192")]
    [InlineData(24, 8, 4, 100, "h32g4-q4-k128")]
    [InlineData(32, 8, 5, 8192, "h32-q8-k8192")]
    [InlineData(32, 32, 1, 8192, "h32-q1-k8192")]
    [InlineData(32, 8, 1, 0, "h32-q1-k0")]
    [InlineData(8, 0, 1, 16, "h8-q1-k16")]
    public void In_decoding_a_bucket_has_the_heads_that_share_keys(int heads, int keyHeads, int queries, int keys, string text)
    {
        var bucket = ShapeBucket.Of(new AttentionShape(1, heads, keyHeads, queries, keys));

        bucket.ToString().ShouldBe(text);
        ShapeBucket.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bucket);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h8g1-q1-k1024")]
    [InlineData("h8g-q1-k1024")]
    [InlineData("g4h8-q1-k1024")]
    [InlineData("hg4-q1-k1024")]
    [InlineData("h8-q1024")]
    [InlineData("h8-k1024-q1024")]
    [InlineData("h8-q-1-k1024")]
    [InlineData("h8-q1024-k1024-x1")]
    public void What_is_no_bucket_is_refused(string text) => ShapeBucket.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("cpu.simd/q48-k128-w512", 1, 1024, "cpu.simd/k128-w512")]
    [InlineData("cpu.simd/q144-k128-w512", 4, 1024, "cpu.simd/k128-w512")]
    [InlineData("cpu.simd/q48-k128-w512", 5, 1024, "cpu.simd/q48-k128-w512")]
    [InlineData("cpu.simd/q48-k128-w512", 1, 0, "cpu.simd/q48-k128-w512")]
    [InlineData("planted/queries-fast", 1, 1024, "planted/queries-fast")]
    public void In_decoding_the_query_tile_makes_no_kernel(string id, int queries, int keys, string kernel)
        => VariantId.KernelFor(id, new ShapeBucket(8, queries, keys)).ShouldBe(kernel);

    [Theory]
    [InlineData("AMD EPYC(tm) 9B45 64-Core", "amd-epyc-tm-9b45-64-core")]
    [InlineData("  Intel(R) Xeon(R) @ 2.10GHz ", "intel-r-xeon-r-2.10ghz")]
    [InlineData("процессор", "unknown")]
    [InlineData("", "unknown")]
    public void A_models_name_becomes_a_safe_part_of_a_key(string name, string part) => DeviceKey.Sanitize(name).ShouldBe(part);

    [Fact]
    public void A_device_key_reads_back_and_knows_its_class()
    {
        DeviceKey.TryParse("cpu:amd-epyc:avx512:2c", out var key).ShouldBeTrue();

        key.ToString().ShouldBe("cpu:amd-epyc:avx512:2c");
        key.Class.ShouldBe("cpu:avx512");
        DeviceKey.TryParse("cpu:amd:2c", out _).ShouldBeFalse();
        DeviceKey.TryParse("cpu::avx512:2c", out _).ShouldBeFalse();
    }

    [Fact]
    public void This_processors_key_is_complete_and_consistent()
    {
        var device = CpuDevice.Current;

        DeviceKey.TryParse(device.Key, out var key).ShouldBeTrue();
        key.Class.ShouldBe(device.Class);
        key.Units.ShouldBe($"{Environment.ProcessorCount}c");
        device.VectorBits.ShouldBeOneOf(512, 256, 128);
        device.Accelerates(128).ShouldBeTrue();
        device.Accelerates(1024).ShouldBeFalse();
        device.Describe().ShouldContain(device.Model);
    }

    [Theory]
    [InlineData("Lama", "LlamaAttention")]
    [InlineData("Llama", "LlamaAttention")]
    [InlineData("bertattention", "BertAttention")]
    public void The_closest_name_is_found(string given, string closest)
        => ClosestName.Of(given, ["BertAttention", "LlamaAttention"]).ShouldBe(closest);

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Same", "sAME", 0)]
    public void The_edit_distance_counts_single_changes(string from, string to, int distance) => ClosestName.Distance(from, to).ShouldBe(distance);
}
