namespace CaffeSharpGen.LanguageRuns;

/// <summary>Runs that have the same network.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Write">Writes the weights.</param>
/// <param name="Classification">The run that the others are compared with.</param>
/// <param name="Others">The others.</param>
internal sealed record Contest(string Name, Action Write, ProgramRun Classification, params ProgramRun[] Others)
{
    private static readonly string Checkpoint = Files.At("neuraltalk2.t7"), Questions = Files.At("lstm.t7"), Words = Files.At("data_prepro.json");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Contest> All { get; } =
    [
        new("caption",
            () =>
            {
                Files.WriteCaffemodel("vgg16");
                RandomCaptioner.Write(Checkpoint);
            },
            new ProgramRun("classification, VGG-16", "Classify", "--network", "vgg16", "--weights", Files.At("vgg16.caffemodel")),
            new ProgramRun("caption", "Caption", "--model-path", Checkpoint),
            new ProgramRun("caption, with the strip of all words", "Caption", "--model-path", Checkpoint, "--strip"),
            new ProgramRun("caption, beam search of 5", "Caption", "--model-path", Checkpoint, "--beam-size", "5")),
        new("vqa",
            () =>
            {
                Files.WriteCaffemodel("vgg19");
                RandomQuestions.Write(Questions, Words);
            },
            new ProgramRun("classification, VGG-19", "Classify", "--network", "vgg19", "--weights", Files.At("vgg19.caffemodel")),
            new ProgramRun("answer", "Vqa", "--network", "vgg19", "--weights", Files.At("vgg19.caffemodel"), "--model-path", Questions, "--vocabulary", Words)),
    ];

    private ProgramRun[] Runs => [Classification, .. Others];

    /// <summary>Compiles the programs and writes the weights.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(Files.Folder);
        Write();
        foreach (ProgramRun run in Runs.DistinctBy(run => run.Project))
            run.Publish();
    }

    /// <summary>Prints the runs' times.</summary>
    public void Print(int count)
    {
        ProgramRun[] runs = Runs;
        double[][] times = [.. runs.Select(_ => new double[count])];
        // The first brings the files into memory.
        for (int i = -1; i < count; i++)
        {
            for (int run = 0; run < runs.Length; run++)
            {
                double time = runs[run].Time();
                if (i >= 0)
                    times[run][i] = time;
            }
        }
        foreach (double[] measured in times)
            Array.Sort(measured);
        for (int run = 0; run < runs.Length; run++)
            Console.WriteLine($"| {runs[run].Name} | {times[run][0]:f0} / {times[run][count / 2]:f0} | {times[run][count / 2] / times[0][count / 2]:f2} |");
    }
}
