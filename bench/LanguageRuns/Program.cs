using CaffeSharpGen.LanguageRuns;

// Whole runs of samples/Caption and samples/Vqa, compiled ahead of time, beside those of samples/Classify with the same network: random weights of the published
// sizes, from the start of the process to its end, with all pictures written. They take turns; the ratio is of medians.
//   dotnet run -c Release --project bench/LanguageRuns [-- caption | vqa] [--runs 9] [--as-it-is]
// Programs and weights (2 GB) are made in artifacts/; with --as-it-is those that are there are used.
string? only = args.FirstOrDefault(arg => arg is "caption" or "vqa");
int runs = Array.IndexOf(args, "--runs") is >= 0 and var at ? int.Parse(args[at + 1]) : 9;
Contest[] contests = [.. Contest.All.Where(contest => only is null || contest.Name == only)];
if (!args.Contains("--as-it-is"))
{
    foreach (Contest contest in contests)
        contest.Prepare();
}
Console.WriteLine($"milliseconds, minimum / median of {runs}\n\n| run | ms | to classification |\n|---|---|---|");
foreach (Contest contest in contests)
    contest.Print(runs);
