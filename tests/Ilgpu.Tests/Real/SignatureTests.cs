using System.Reflection;
using ILGPU;

namespace KernelGen.Ilgpu.Tests.Real;

/// <summary>Whatever the contract shows in ILGPU's name exists in ILGPU, with the same signature.</summary>
public sealed class SignatureTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Contract =
    [
        .. typeof(Context).Assembly.GetExportedTypes()
            .Where(static type => type.Namespace!.StartsWith(nameof(ILGPU), StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_type_of_the_contract_is_a_type_of_ILGPU()
    {
        var real = RealIlgpu.Require().Assembly;

        Contract.Select(type => Difference(type, real)).Where(static difference => difference is not null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_member_of_the_contract_is_a_member_of_ILGPU()
    {
        var real = RealIlgpu.Require().Assembly;

        var missing = Contract
            .Where(type => real.GetType(type.FullName!) is not null)
            .SelectMany(type => SignatureText.Members(type, Declared)
                .Except(SignatureText.MembersWithInherited(real.GetType(type.FullName!)!, Declared))
                .Select(member => $"{type.FullName}: {member}"));

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void The_contract_has_the_version_that_it_stands_for()
    {
        var real = RealIlgpu.Require().Assembly.GetName();

        typeof(Context).Assembly.GetName().Name.ShouldBe(real.Name);
        typeof(Context).Assembly.GetName().Version.ShouldBe(real.Version);
    }

    private static string? Difference(Type type, Assembly real)
    {
        if (real.GetType(type.FullName!) is not { } other)
            return $"{type.FullName} does not exist";
        var (here, there) = (SignatureText.OfType(type), SignatureText.OfType(other));
        return here == there ? null : $"{here} is {there}";
    }
}
