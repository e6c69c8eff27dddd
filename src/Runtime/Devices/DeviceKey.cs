using System.Text;

namespace KernelGen.Devices;

/// <summary>
/// What identifies a device for tuning, in text <c>target:model:isa:units</c>, for example <c>cpu:amd-epyc-9b45:avx512:2c</c>. Each part
/// holds lower-case letters, digits, dots and hyphens only, so the text reads back unambiguously and is safe in a file name.
/// </summary>
/// <param name="Target">The target, <c>cpu</c>, <c>ilgpu</c> or <c>cuda</c>.</param>
/// <param name="Model">The model, sanitised.</param>
/// <param name="Isa">The effective instruction set or compute capability.</param>
/// <param name="Units">Cores or multiprocessors with their unit, for example <c>2c</c>.</param>
public readonly record struct DeviceKey(string Target, string Model, string Isa, string Units)
{
    /// <summary>The device class, <c>target:isa</c>: what devices share whose best variants are likely to be the same.</summary>
    public string Class => $"{Target}:{Isa}";

    /// <summary>The text form.</summary>
    public override string ToString() => $"{Target}:{Model}:{Isa}:{Units}";

    /// <summary>Reads the text form back; false when it does not have four parts.</summary>
    public static bool TryParse(string text, out DeviceKey key)
    {
        var parts = text.Split(':');
        var complete = parts.Length == 4 && parts.All(part => part.Length > 0);
        key = complete ? new DeviceKey(parts[0], parts[1], parts[2], parts[3]) : default;
        return complete;
    }

    /// <summary>Makes a part of a key out of a vendor's name: "AMD EPYC(tm) 9B45" becomes <c>amd-epyc-tm-9b45</c>.</summary>
    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '.')
                text.Append(char.ToLowerInvariant(c));
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }
        var result = text.ToString().Trim('-', '.');
        return result.Length == 0 ? "unknown" : result;
    }
}
