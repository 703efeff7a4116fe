using CaffeSharpGen.SceneTrainer;

const string Usage = "usage: SceneTrainer export --count N --seed S --out FILE   (scenes of the seeds S … S+N-1, for dataset.py)";

try
{
    if (args is not ["export", .. string[] options])
        throw new FormatException($"found '{string.Join(' ', args)}'");
    var values = Options.Read(options, "count", "seed", "out");
    int count = values.Positive("count");
    Dataset.Write(values.Text("out"), count, values.Seed("seed"));
    Console.WriteLine($"{count} scenes in {values.Text("out")}");
    return 0;
}
catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"SceneTrainer: {e.Message}\n{Usage}");
    return 1;
}
