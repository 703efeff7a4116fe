namespace CaffeSharpGen.SceneRenderer;

/// <summary>Questions about scenes of one to four objects.</summary>
public static class SceneQuestions
{
    /// <summary>What is clearly to one side is at least this many pixels to that side, from middle to middle.</summary>
    public const double ClearDistance = 12;

    private const int MostObjects = 4;
    private const string Yes = "yes", No = "no", Nothing = "nothing";

    private static readonly SceneRelation[] Relations = Enum.GetValues<SceneRelation>();

    /// <summary>All answers: yes, no, numbers, colours, shapes, kinds of object, and nothing.</summary>
    public static IReadOnlyList<string> Answers { get; } =
    [
        Yes, No,
        .. Enumerable.Range(0, MostObjects + 1).Select(Number),
        .. Enumerable.Range(0, Scenes.Colours).Select(i => Name((SceneColour)i)),
        .. Enumerable.Range(0, Scenes.Shapes).Select(i => Name((SceneShape)i)),
        .. Scenes.Labels,
        Nothing,
    ];

    /// <summary>
    /// Draws a scene and a question about it, both wholly determined by the seed. Kinds of question are equally frequent, and so are,
    /// within a kind, its answers; every sixth relation is to nothing.
    /// </summary>
    public static (Scene Scene, SceneQuestion Question) Draw(ulong seed)
    {
        // Apart from the scenes that Render and the captions draw.
        var random = new SplitMix64(new SplitMix64(seed ^ 0x5155455354494F4E).Next());
        var kind = (SceneQuestionKind)random.Below(5);
        string? wanted = kind switch
        {
            SceneQuestionKind.Existence => random.Below(2) == 0 ? Yes : No,
            SceneQuestionKind.Count => Number(random.Below(MostObjects + 1)),
            SceneQuestionKind.Relation when random.Below(6) == 0 => Nothing,
            _ => null,
        };
        while (true)
        {
            int[] labels = kind == SceneQuestionKind.Count
                ? WithSome(wanted![0] - '0', ref random)
                : Different(
                    (kind == SceneQuestionKind.Relation ? 2 : 1) + random.Below(kind == SceneQuestionKind.Relation ? 3 : 4), ref random);
            var scene = Scenes.Compose(seed, labels, ref random);
            SceneQuestion[] fit = [.. About(scene).Where(q => q.Kind == kind && Fits(q, wanted))];
            if (fit.Length > 0)
                return (scene, fit[random.Below(fit.Length)]);
        }
    }

    /// <summary>All questions about a scene that have one right answer.</summary>
    public static IEnumerable<SceneQuestion> About(Scene scene)
    {
        IReadOnlyList<SceneObject> objects = scene.Objects;
        for (int i = 0; i < Scenes.Shapes; i++)
        {
            var shape = (SceneShape)i;
            int[] found = Indices(objects, o => o.Shape == shape);
            if (found.Length == 1)
                yield return new(SceneQuestionKind.Colour, $"what color is the {Name(shape)}?", Name(objects[found[0]].Colour), found);
            yield return Existence(Name(shape), found);
            yield return Count(Plural(shape), found);
        }
        for (int i = 0; i < Scenes.Colours; i++)
        {
            var colour = (SceneColour)i;
            int[] found = Indices(objects, o => o.Colour == colour);
            if (found.Length == 1)
            {
                yield return new(
                    SceneQuestionKind.Shape, $"what shape is the {Name(colour)} object?", Name(objects[found[0]].Shape), found);
            }
            yield return Existence($"{Name(colour)} object", found);
            yield return Count($"{Name(colour)} objects", found);
        }
        yield return Count("objects", Indices(objects, _ => true));
        for (int label = 0; label < Scenes.Labels.Count; label++)
        {
            int kind = label;
            yield return Existence(Scenes.Labels[label], Indices(objects, o => o.Label == kind));
        }
        foreach (SceneQuestion question in objects.Count < 2 ? [] : AboutRelations(objects))
            yield return question;
    }

    /// <summary>Only where every other object is clearly to one side or the other, and at most one of them to the side asked for.</summary>
    private static IEnumerable<SceneQuestion> AboutRelations(IReadOnlyList<SceneObject> objects)
    {
        for (int reference = 0; reference < objects.Count; reference++)
        {
            foreach (SceneRelation relation in Relations)
            {
                double[] distances =
                [
                    .. objects.Where((_, i) => i != reference)
                        .Select(o => SceneRelations.Distance(o.Box, relation, objects[reference].Box)),
                ];
                if (!distances.All(d => Math.Abs(d) >= ClearDistance) || distances.Count(d => d > 0) > 1)
                    continue;
                int[] found = Indices(
                    objects, o => o != objects[reference] && SceneRelations.Distance(o.Box, relation, objects[reference].Box) > 0);
                string answer = found.Length == 0 ? Nothing : objects[found[0]].Name;
                yield return new(
                    SceneQuestionKind.Relation, $"what is {SceneRelations.Words(relation)} the {objects[reference].Name}?", answer, found);
            }
        }
    }

    private static SceneQuestion Existence(string what, int[] found) =>
        new(SceneQuestionKind.Existence, $"is there a {what}?", found.Length > 0 ? Yes : No, found);

    private static SceneQuestion Count(string what, int[] found) =>
        new(SceneQuestionKind.Count, $"how many {what} are there?", Number(found.Length), found);

    private static bool Fits(SceneQuestion question, string? wanted) =>
        wanted is null ? question.Answer != Nothing : question.Answer == wanted;

    /// <summary>Different kinds of object, of which just so many have one shape, or one colour.</summary>
    private static int[] WithSome(int count, ref SplitMix64 random)
    {
        int shape = random.Below(Scenes.Shapes), colour = random.Below(Scenes.Colours);
        bool sameShape = random.Below(2) == 0;
        int total = Math.Max(1, count + random.Below(MostObjects - count + 1));
        while (true)
        {
            int[] labels = Different(total, ref random);
            for (int i = 0; i < count; i++)
            {
                labels[i] = sameShape
                    ? Scenes.LabelOf((SceneShape)shape, Scenes.ColourOf(labels[i]))
                    : Scenes.LabelOf(Scenes.ShapeOf(labels[i]), (SceneColour)colour);
            }
            if (labels.Distinct().Count() == total
                && labels.Skip(count).All(l => sameShape ? (int)Scenes.ShapeOf(l) != shape : (int)Scenes.ColourOf(l) != colour))
                return labels;
        }
    }

    private static int[] Different(int count, ref SplitMix64 random)
    {
        var labels = new List<int>(count);
        while (labels.Count < count)
        {
            int label = random.Below(Scenes.Labels.Count);
            if (!labels.Contains(label))
                labels.Add(label);
        }
        return [.. labels];
    }

    private static int[] Indices(IReadOnlyList<SceneObject> objects, Func<SceneObject, bool> which) =>
        [.. Enumerable.Range(0, objects.Count).Where(i => which(objects[i]))];

    private static string Number(int count) => $"{count}";

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Plural(SceneShape shape) => shape == SceneShape.Cross ? "crosses" : $"{Name(shape)}s";
}
