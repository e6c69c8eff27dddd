namespace KernelGen.PtxMachine.Tests.Detectors;

/// <summary>Conflicts are passes beyond one per phase.</summary>
public sealed class BankTests
{
    [Theory]
    [InlineData(4, 0)]
    [InlineData(0, 0)]
    [InlineData(8, 1)]
    [InlineData(16, 3)]
    [InlineData(128, 31)]
    [InlineData(132, 0)]
    public void Words_by_stride(int stride, long conflicts) => Conflicts(
        $"mad.lo.u32 %b, %lane, {stride}, %a; st.shared.b32 [%b], %r0;", stride == 0).ShouldBe(conflicts);

    [Theory]
    [InlineData(8, 0)]
    [InlineData(16, 2)]
    [InlineData(128, 2 * 15)]
    public void Double_words_by_stride_in_two_phases(int stride, long conflicts) => Conflicts(
        $"mad.lo.u32 %b, %lane, {stride}, %a; st.shared.v2.b32 [%b], {{%r0, %r0}};").ShouldBe(conflicts);

    [Theory]
    [InlineData(16, 0)]
    [InlineData(32, 4)]
    [InlineData(128, 4 * 7)]
    [InlineData(144, 0)]
    public void Quadruple_words_by_stride_in_four_phases(int stride, long conflicts) => Conflicts(
        $"mad.lo.u32 %b, %lane, {stride}, %a; st.shared.v4.b32 [%b], {{%r0, %r0, %r0, %r0}};").ShouldBe(conflicts);

    [Theory]
    [InlineData(16, 0)]
    [InlineData(128, 28)]
    [InlineData(144, 0)]
    public void Rows_of_matrices_by_stride(int stride, long conflicts) => Conflicts(
        $"mad.lo.u32 %b, %lane, {stride}, %a; stmatrix.sync.aligned.m8n8.x4.shared.b16 [%b], {{%r0, %r0, %r0, %r0}};").ShouldBe(conflicts);

    [Theory]
    [InlineData(4, 4)]
    [InlineData(32, 32)]
    [InlineData(2, 2)]
    public void Sectors_of_global_memory_by_stride(int stride, long sectors) => KernelRun.Report(
        $"mad.wide.u32 %x, %lane, {stride}, %output; cvt.u16.u32 %h0, %lane; st.global.b16 [%x], %h0;").GlobalTransactions["st"].ShouldBe(sectors);

    private static long Conflicts(string store, bool isOneLane = false) => KernelRun.Report(
        "mov.u32 %a, dynamic; mov.u32 %r0, 1;" + (isOneLane ? "setp.eq.u32 %p, %lane, 0; @%p " + store.Replace("; st", "; @%p st", StringComparison.Ordinal) : store),
        sharedBytes: 8192).SharedBankConflicts.Total;
}
