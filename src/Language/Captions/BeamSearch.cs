namespace CaffeSharpGen.Language;

/// <summary>
/// Beam search as neuraltalk2 does it: at each step, of all captions longer by one word the most probable ones go on. One that ends is noted, but goes on too.
/// Sums are floats, and long captions are not favoured over short ones.
/// </summary>
internal static class BeamSearch
{
    /// <summary>The most probable caption among those that ended, or were cut.</summary>
    /// <param name="loop">As many captions as go on at each step.</param>
    /// <param name="code">The picture's code.</param>
    /// <param name="mostWords">Where captions are cut.</param>
    /// <param name="end">Number of END.</param>
    /// <returns>The caption; and for each of its words, in which row of the loop it was chosen, START's step first.</returns>
    public static (GeneratedCaption Caption, IReadOnlyList<int> Rows) Run(CaptionLoop loop, float[] code, int mostWords, int end)
    {
        Beam? best = null;
        // All begin alike: at first there is only one.
        Beam[] beams = [new Beam([], [], [], 0)];
        loop.Start(code);
        for (int length = 1; ; length++)
        {
            beams = [.. beams.SelectMany((beam, row) => Longer(beam, row, loop)).OrderByDescending(beam => beam.Sum).Take(loop.Count)];
            foreach (Beam beam in beams)
            {
                if ((beam.Numbers[^1] == end || length == mostWords) && (best is null || beam.Sum > best.Sum))
                    best = beam;
            }
            // Sums only fall.
            if (length == mostWords || best?.Sum >= beams[0].Sum)
                return (new GeneratedCaption(best!.Numbers, best.LogProbabilities), best.Rows);
            loop.Advance([.. beams.Select(beam => beam.Numbers[^1])], [.. beams.Select(beam => beam.Rows[^1])]);
        }
    }

    private static Beam[] Longer(Beam beam, int row, CaptionLoop loop)
    {
        ReadOnlySpan<float> values = loop.LogProbabilities(row);
        int[] words = MostProbable(values, loop.Count);
        var longer = new Beam[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            float value = values[words[i]];
            longer[i] = new Beam([.. beam.Numbers, words[i] + 1], [.. beam.LogProbabilities, value], [.. beam.Rows, row], beam.Sum + value);
        }
        return longer;
    }

    // There may be many words and END: only as many as can go on are put in order.
    private static int[] MostProbable(ReadOnlySpan<float> values, int count)
    {
        var kept = new PriorityQueue<int, (float Value, int Index)>(count);
        for (int i = 0; i < values.Length; i++)
        {
            if (kept.Count < count)
                kept.Enqueue(i, (values[i], -i));
            // Of equal ones the first stays.
            else if (values[i].CompareTo(values[kept.Peek()]) > 0)
                kept.DequeueEnqueue(i, (values[i], -i));
        }
        int[] indices = new int[kept.Count];
        for (int i = indices.Length - 1; i >= 0; i--)
            indices[i] = kept.Dequeue();
        return indices;
    }

    /// <summary>A caption that grows.</summary>
    /// <param name="Numbers">Its words, and END if it has ended.</param>
    /// <param name="LogProbabilities">How probable each was.</param>
    /// <param name="Rows">For each, row of the caption that it was added to.</param>
    /// <param name="Sum">The sum of the logarithms, as floats.</param>
    private sealed record Beam(int[] Numbers, float[] LogProbabilities, int[] Rows, float Sum);
}
