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
    [InlineData("")]
    [InlineData("h8-q1024")]
    [InlineData("h8-k1024-q1024")]
    [InlineData("h8-q-1-k1024")]
    [InlineData("h8-q1024-k1024-x1")]
    public void What_is_no_bucket_is_refused(string text) => ShapeBucket.TryParse(text, out _).ShouldBeFalse();

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
