using System.Globalization;
using CaffeSharpGen.ImagingTimes;

// Times of one photograph of 1920×1080 on its way in and out. Without arguments: a table, each first call in a process of its own.
// With the name of a step: that step once, and how many milliseconds it took.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 1)
{
    using var one = new Photograph();
    Step step = Steps.Of(one).Single(candidate => candidate.Name == args[0]);
    Console.WriteLine(Measurement.Once(step.Run));
    return;
}

using var photograph = new Photograph();
Console.WriteLine($"{Environment.ProcessorCount} cores, {Photograph.Width}×{Photograph.Height}");
Console.WriteLine($"{"step",-34}{"ms",8}{"bytes",14}{"first ms",10}");
foreach (Step step in Steps.Of(photograph))
{
    (double milliseconds, long bytes) = Measurement.Best(step.Run);
    Console.WriteLine($"{step.Name,-34}{milliseconds,8:f1}{bytes,14:n0}{Measurement.FirstCall(step.Name),10:f0}");
}
