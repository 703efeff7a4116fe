// The double's state is the process's: its settings, its objects, its count of calls.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
