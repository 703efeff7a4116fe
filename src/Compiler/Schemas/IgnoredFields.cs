using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// The fields that are ignored where they are not understood (the metadata <c>CaffeIgnoreFields</c>). A field that is understood where it
/// stands always counts. Keeps what became of each name, so that names without effect can be reported.
/// </summary>
/// <param name="names">The fields' names.</param>
/// <param name="settings">How the setting is called.</param>
internal sealed class IgnoredFields(EquatableArray<string> names, SettingNames settings)
{
    private readonly HashSet<string> ignored = new(StringComparer.Ordinal);
    private readonly HashSet<string> understood = new(StringComparer.Ordinal);

    /// <summary>Whether a field that is not understood is to be ignored.</summary>
    public bool Covers(string field)
    {
        if (!names.Contains(field))
            return false;
        ignored.Add(field);
        return true;
    }

    /// <summary>Notes a field that is understood.</summary>
    public void NoteUnderstood(string field)
    {
        if (names.Contains(field))
            understood.Add(field);
    }

    /// <summary>The same names, of which nothing is known yet.</summary>
    public IgnoredFields Fresh() => new(names, settings);

    /// <summary>The setting that ignores a further field, such as <c>the metadata CaffeIgnoreFields="ceil_mode, mem_param"</c>.</summary>
    public string With(string field) => settings.Called(settings.With(settings.IgnoreFields, names.Append(field)));

    /// <summary>Names without effect. A name that stands only in layers that are left out is right.</summary>
    public IEnumerable<Problem> WithoutEffect(MessageNode root)
    {
        foreach (string name in names.Where(name => !ignored.Contains(name)))
        {
            if (understood.Contains(name))
                yield return Warning(root, $"'{name}', which is understood where it stands in this file, and counts; remove it there");
            else if (!Occurs(root, name))
                yield return Warning(root, $"'{name}', which stands nowhere in this file; correct the name or remove it");
        }
    }

    private Problem Warning(MessageNode root, string what) =>
        new(ProblemCodes.Metadata, Severity.Warning, root.Id, $"{settings.Called(settings.IgnoreFields)} names {what}");

    private static bool Occurs(MessageNode message, string name) =>
        message.Fields.Any(field => field.Name == name || (field.Value is MessageNode inner && Occurs(inner, name)));
}
