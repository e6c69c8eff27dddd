namespace KernelGen.Generator.Model;

/// <summary>
/// The class that declares a spec, as far as a partial declaration of it needs to know. Identifiers are escaped (<c>@class</c>).
/// </summary>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containing">The types around it, outermost first.</param>
/// <param name="Name">Its own name.</param>
internal sealed record SpecType(string Namespace, EquatableArray<ContainingType> Containing, string Name)
{
    /// <summary>The full name in C#'s form, without escapes: <c>Models.Llama.Attention</c>.</summary>
    public string FullName
        => string.Join(".", new[] { Namespace }.Concat(Containing.Select(type => type.Name)).Append(Name).Where(part => part.Length > 0))
            .Replace("@", "");
}

/// <summary>A type around a spec.</summary>
/// <param name="Keyword">How it is declared: <c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c> or <c>interface</c>.</param>
/// <param name="Name">Its name, escaped.</param>
internal sealed record ContainingType(string Keyword, string Name);
