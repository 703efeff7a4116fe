using System.Diagnostics;
using CaffeSharpGen.Start;

// Loads a network, runs it once, and prints when it was ready and when it had run: nanoseconds of the system's monotonic clock, which the process that
// started this one reads too. Arguments: network, its file, number of threads. Nothing is printed before, as the console takes time to start.
long start = Stopwatch.GetTimestamp();
Action forward = Engine.Load(args[0], args[1], int.Parse(args[2]));
long ready = Stopwatch.GetTimestamp();
forward();
long ran = Stopwatch.GetTimestamp();
Console.WriteLine($"{start} {ready} {ran}");
