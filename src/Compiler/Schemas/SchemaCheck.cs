using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>Faults of messages.</summary>
[Flags]
internal enum Faults
{
    /// <summary>Fields that are not understood.</summary>
    UnknownFields = 1,

    /// <summary>Values of another kind than their fields'.</summary>
    WrongValues = 2,

    /// <summary>Fields given several times that may stand once.</summary>
    RepeatedFields = 4,

    /// <summary>All of them.</summary>
    All = UnknownFields | WrongValues | RepeatedFields,
}

/// <summary>Checks messages against the fields that are known.</summary>
public sealed class SchemaCheck
{
    private readonly IgnoredFields ignored;
    private readonly ProblemList problems;

    /// <param name="ignored">Fields that may be unknown.</param>
    /// <param name="problems">Where problems go.</param>
    internal SchemaCheck(IgnoredFields ignored, ProblemList problems) => (this.ignored, this.problems) = (ignored, problems);

    /// <summary>Finds values of the wrong kind, fields given too often, and unknown fields.</summary>
    public static EquatableArray<Problem> Check(MessageNode message, MessageSchema schema)
    {
        var problems = new ProblemList();
        new SchemaCheck(new IgnoredFields([], SettingNames.Metadata), problems).Check(message, schema, subject: "", Faults.All);
        return problems.ToImmutable();
    }

    /// <summary>
    /// Finds faults in a message. Their texts begin with the subject, such as <c>layer 'conv1' (Convolution): </c>.
    /// </summary>
    internal void Check(MessageNode message, MessageSchema schema, string subject, Faults faults)
    {
        HashSet<string>? seen = null;
        foreach (FieldNode field in message.Fields)
        {
            if (problems.IsFull)
                return;
            if (!schema.TryGet(field.Name, out FieldSchema known))
            {
                if (faults.HasFlag(Faults.UnknownFields) && !schema.IsOpen)
                    Unknown(field, subject, schema);
                continue;
            }
            if (faults.HasFlag(Faults.UnknownFields))
                ignored.NoteUnderstood(field.Name);
            if (faults.HasFlag(Faults.RepeatedFields) && !known.Repeated && !(seen ??= new(StringComparer.Ordinal)).Add(field.Name))
            {
                Report(ProblemCodes.RepeatedField, field.Id,
                    $"{subject}'{field.Name}' stands more than once in this {schema.Name}; it can have one value only");
            }
            CheckValue(field, known, subject, faults);
        }
    }

    /// <summary>Reports a field that is not understood, unless it changes nothing or is to be ignored.</summary>
    /// <param name="field">The field.</param>
    /// <param name="subject">The layer.</param>
    /// <param name="found">What is wrong with it.</param>
    internal void Unknown(FieldNode field, string subject, string found)
    {
        if (!IsQuiet(field) && !problems.Repeats(found, field.Name))
            ReportUnknown(field, kind: found, $"{subject}{found}", suggestion: "");
    }

    // A field of a fork stands in many layers: it is reported once for all messages of a kind.
    private void Unknown(FieldNode field, string subject, MessageSchema schema)
    {
        if (IsQuiet(field) || problems.Repeats(schema.Name, field.Name))
            return;
        string found = $"{subject}{schema.Name} has no field '{Excerpt.Of(field.Name)}'";
        ReportUnknown(field, schema.Name, found, FieldMeanings.Suggestion(field.Name, schema));
    }

    private bool IsQuiet(FieldNode field) => HarmlessFields.Contains(field.Name) || ignored.Covers(field.Name);

    private void ReportUnknown(FieldNode field, string kind, string found, string suggestion)
    {
        string meaning = ForkFields.Effect(field.Name) is { } effect ? $" (in forks of Caffe it {effect})" : suggestion;
        string wayOut = meaning.EndsWith("?", StringComparison.Ordinal) ? " If not, remove it" : "; remove it";
        problems.AddFirst(kind, field.Name, new Problem(ProblemCodes.UnknownField, Severity.Error, field.Id,
            $"{found}{meaning}{wayOut}, "
            + $"or if the result does not depend on it, ignore it by {ignored.With(Excerpt.Of(field.Name))}"));
    }

    private void CheckValue(FieldNode field, FieldSchema known, string subject, Faults faults)
    {
        if (field.Value is MessageNode inner)
        {
            if (known.Message is not null)
                Check(inner, known.Message, subject, faults);
            else if (faults.HasFlag(Faults.WrongValues))
                Report(ProblemCodes.WrongValue, inner.Id, $"{subject}'{field.Name}' takes a value after ':', not a message between braces");
        }
        else if (faults.HasFlag(Faults.WrongValues) && field.Name != HarmlessFields.Engine
            && field.Value is ScalarNode scalar && ScalarValue.Fault(scalar, known) is { } expected)
        {
            if (LegacyType.IsUnknown(known, scalar))
            {
                if (!problems.Repeats(LegacyType.Kind, scalar.Text))
                    problems.AddFirst(LegacyType.Kind, scalar.Text, LegacyType.Unknown(scalar, known, subject));
                return;
            }
            string found = scalar.Kind == ScalarKind.String ? $"\"{Excerpt.Of(scalar.Text)}\"" : Excerpt.Of(scalar.Text);
            Report(ProblemCodes.WrongValue, scalar.Id, $"{subject}'{field.Name}' is {found}; expected {expected}");
        }
    }

    private void Report(string code, int node, string message) => problems.Add(new Problem(code, Severity.Error, node, message));
}
