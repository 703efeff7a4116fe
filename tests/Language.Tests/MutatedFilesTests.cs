using System.Globalization;
using System.Text;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Torch7.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language.Tests;

/// <summary>
/// Damaged vocabularies and checkpoints are read or refused with an exception that names the file; nothing else happens, and memory is bounded by the
/// file's length. <c>CSG_LANGUAGE_MUTATIONS=200000</c> runs as many as that.
/// </summary>
public sealed class MutatedFilesTests : IDisposable
{
    private static readonly int Mutations = int.Parse(
        Environment.GetEnvironmentVariable("CSG_LANGUAGE_MUTATIONS") ?? "2000", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder folder = new();
    private double most;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mutated_vocabularies_are_read_or_refused()
    {
        string numbers = string.Join(", ", Enumerable.Range(1, 40).Select(id => $"\"{id}\": \"w{id}\""));
        Run(
            Mutations,
            [
                Encoding.UTF8.GetBytes($$"""{"ix_to_word": { {{numbers}} }, "unique": ["a", {"b": [1, -2e5, null, true]}], "ix_to_ans": {"1": "größer", "2": "\u00e9\n"} }"""),
                Encoding.UTF8.GetBytes($"{{\"ix_to_word\":{{{string.Join(',', Enumerable.Range(1, 1000).Select(id => $"\"{id}\":\"\""))}}},\"ix_to_ans\":{{\"1\":\"\"}}}}"),
                Encoding.UTF8.GetBytes("""{"ix_to_ans":{"2":"b","1":""},"ix_to_word":{"1":"UNK"},"ix_to_wor":{}}"""),
            ],
            (bytes, _) => QuestionVocabulary.Read("mutated", bytes));
    }

    /// <summary>Vocabularies that are made to cost as much as they can; those of 100 kB once took 27 MB.</summary>
    [Theory]
    [MemberData(nameof(Costly))]
    public void A_vocabulary_costs_what_it_holds(string what, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        TryUse(bytes, what, file => QuestionVocabulary.Read("mutated", file));
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {bytes.Length} bytes, above 64 KiB {most:f1} bytes of memory for each");
    }

    public static TheoryData<string, string> Costly()
    {
        const int Length = 100_000;
        string Numbered(string word) => string.Join(',', Enumerable.Range(1, Length / 10).Select(id => $"\"{id}\":\"{word}\""));
        string Of(string words) => $"{{\"ix_to_word\":{{{words}}},\"ix_to_ans\":{{\"1\":\"a\"}}}}";
        return new()
        {
            { "many words", Of(Numbered("")) },
            { "many different words", Of(string.Join(',', Enumerable.Range(1, Length / 12).Select(id => $"\"{id}\":\"{id:x}\""))) },
            { "one number", Of(string.Join(',', Enumerable.Repeat("\"1\":\"\"", Length / 7))) },
            { "no number", Of(string.Join(',', Enumerable.Repeat("\"\":\"\"", Length / 6))) },
            { "a long number", Of($"\"{new string('1', Length)}\":\"a\"") },
            { "a long word", Of($"\"x\":\"{new string('w', Length)}\"") },
            { "a long number of controls", Of($"\"{string.Concat(Enumerable.Repeat("\\u0001", Length / 6))}\":5") },
            { "words of escapes", Of(string.Join(',', Enumerable.Range(1, Length / 14).Select(id => $"\"{id}\":\"\\u0041\""))) },
            { "a word that is a table", Of($"\"1\":{{\"{new string('k', Length)}\":5}}") },
            { "other fields", "{" + string.Join(',', Enumerable.Range(1, Length / 10).Select(id => $"\"{id:d6}\":1")) + "}" },
            { "a literal", Of($"\"1\":\"a\"}},t{new string('x', Length)}{{") },
            { "a number", Of($"\"1\":\"a\"}},\"n\":{new string('1', Length)}x{{") },
            { "nested", new string('[', Length) },
            { "nested fields", string.Concat(Enumerable.Repeat("{\"a\":", Length / 5)) },
            { "a field again and again", "{" + string.Join(',', Enumerable.Repeat("\"ix_to_word\":{\"1\":\"a\"}", Length / 23)) + "}" },
        };
    }

    [Fact]
    public void Mutated_caption_checkpoints_are_read_or_refused()
    {
        Torch7Table whole = SmallCaptioner.Checkpoint();
        Run(Mutations, [Written(whole, Torch7Format.Binary64), Written(whole, Torch7Format.Ascii)], (bytes, path) =>
        {
            File.WriteAllBytes(path, bytes);
            using CaptionCheckpoint checkpoint = CaptionCheckpoint.Open(path);
            _ = checkpoint.ReadWords()[1];
            using WeightSource step = checkpoint.ReadStep();
            SequentialWeights picture = checkpoint.ReadPictureNetwork();
            Assert.NotEmpty(picture.ToPrototxt("picture", 224, 224));
            while (picture.TryFind($"layer {picture.Layers.Count}", out LayerWeights? layer))
                Assert.NotEmpty(layer.Blobs);
        });
    }

    [Fact]
    public void Mutated_question_checkpoints_are_read_or_refused()
    {
        QuestionVocabulary vocabulary = new(new Vocabulary(["a", "UNK"]), new Vocabulary(["yes", "no"]));
        QuestionModelSizes sizes = new(2, 3, 1, 2, 4, 2);
        var whole = new Torch7Table
        {
            ["embedding_w_q"] = Torch7Tensor.Copy<float>(new float[6], 6),
            ["encoder_w_q"] = Torch7Tensor.Copy<float>(new float[4 * 3 * 3 + 4 * 3 * 4 + 4], 88),
            ["multimodal_w"] = Torch7Tensor.Copy<float>(new float[2 * 7 + 2 * 5 + 2 * 3], 30),
        };
        Run(Mutations, [Written(whole, Torch7Format.Binary64), Written(whole, Torch7Format.Ascii)], (bytes, path) =>
        {
            File.WriteAllBytes(path, bytes);
            using QuestionCheckpoint checkpoint = QuestionCheckpoint.Open(path);
            QuestionModelSizes found = checkpoint.FindSizes(vocabulary, 4, sizes);
            Assert.Equal(found.InputEncodingSize, checkpoint.ReadWords(found)[1].Length);
            using WeightSource encoder = checkpoint.ReadEncoder(found), fusion = checkpoint.ReadFusion(found);
        });
    }

    [Fact]
    public void A_captioner_that_claims_endless_captions_is_refused()
    {
        Torch7Table whole = SmallCaptioner.Checkpoint();
        SmallCaptioner.Find(whole, "protos", "lm")["seq_length"] = 1 << 20;
        string path = folder.Write(Written(whole, Torch7Format.Binary64), "mutated");
        Assert.Contains(
            "seq_length is the number 1048576; expected a number from 1 to 1024",
            Assert.Throws<WeightException>(() => CaptionCheckpoint.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_are_refused_as_vocabularies()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices of Linux");
        Assert.Contains(
            "/dev/zero: the file has more than 67,108,864 bytes; expected a vocabulary such as data_prepro.json",
            Assert.Throws<VocabularyException>(() => QuestionVocabulary.Read("/dev/zero")).Message, StringComparison.Ordinal);
        Assert.Contains("the file is empty", Assert.Throws<WeightException>(() => CaptionCheckpoint.Open("/dev/zero")).Message, StringComparison.Ordinal);
    }

    private void Run(int mutations, byte[][] originals, Action<byte[], string> read)
    {
        string path = folder.PathOf("mutated");
        foreach (byte[] original in originals)
            Assert.True(TryUse(original, "whole", bytes => read(bytes, path)));
        var random = new Random(20261129);
        int readable = 0;
        for (int i = 0; i < mutations; i++)
        {
            byte[] file = Mutation.Of(originals[i % originals.Length], random);
            if (TryUse(file, $"mutation {i}", bytes => read(bytes, path)))
                readable++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{mutations} files: {readable} read; above 64 KiB at most {most:f1} bytes of memory for a byte");
        // Both happen often, or the mutations would be too weak or too strong to mean anything.
        Assert.InRange(readable, mutations / 50, mutations * 9 / 10);
    }

    private bool TryUse(byte[] file, string what, Action<byte[]> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? problem = Record.Exception(() => read(file));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (problem is not null && (problem is not (WeightException or VocabularyException) || !problem.Message.Contains("mutated")))
            Assert.Fail($"{what}: {problem}\n{Convert.ToHexString(file.AsSpan(0, Math.Min(file.Length, 4000)))}");
        Assert.True(problem is null || problem.Message.Length < 2000, problem?.Message);
        most = Math.Max(most, Math.Max(0, (double)allocated - (1 << 16)) / file.Length);
        Assert.True(allocated < (1 << 16) + 64L * file.Length, $"{what}: {allocated} bytes of memory for a file of {file.Length}");
        return problem is null;
    }

    private byte[] Written(Torch7Table value, Torch7Format format)
    {
        string path = folder.PathOf("whole.t7");
        Torch7Writer.Write(path, value, format);
        return File.ReadAllBytes(path);
    }
}
