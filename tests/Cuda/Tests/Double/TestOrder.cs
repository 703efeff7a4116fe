// The double's state is the process's: its settings, its objects, its count of calls.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
