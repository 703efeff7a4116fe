using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>Times the start of processes: our engine, another build of it where one is given, and ONNX Runtime, each under the JIT and compiled ahead of time.</summary>
internal sealed class StartRun
{
    private readonly Settings settings;

    public StartRun(Settings settings)
    {
        this.settings = settings;
        Programs =
        [
            .. from compilation in Enum.GetValues<Compilation>()
               from program in new[]
               {
                   settings.Against is { } other ? new StartProgram(other.Kind, compilation, other.Folder) : null,
                   new StartProgram(EngineKind.Ours, compilation, StartProgram.ThisRoot),
                   new StartProgram(EngineKind.Onnx, compilation, StartProgram.ThisRoot),
               }
               where program is not null && (compilation != Compilation.ReadyToRun || program.Engine == EngineKind.Ours)
               select program,
        ];
    }

    /// <summary>What takes turns.</summary>
    public IReadOnlyList<StartProgram> Programs { get; }

    /// <summary>Publishes the programs.</summary>
    public void Build()
    {
        foreach (StartProgram program in Programs)
            program.Build();
    }

    /// <summary>Times a network: a process of each program in turn, round by round.</summary>
    public StartTimes Time(NetworkCase network)
    {
        var times = Programs.ToDictionary(program => program, _ => new List<StartTime>());
        // The first round brings programs and weights into memory.
        for (int round = -1; round < settings.Rounds; round++)
        {
            using var machine = MachineLock.Take(settings.Lock);
            foreach (StartProgram program in round % 2 == 0 ? Programs : Programs.Reverse())
            {
                StartTime time = program.Time(network, settings.Threads);
                if (round >= 0)
                    times[program].Add(time);
            }
        }
        Console.Error.WriteLine($"{network.Name}, start: {string.Join(", ", Programs.Select(program => $"{program.Engine.Id} {program.Compilation} {times[program].Min(time => time.Ready):f0}"))}");
        return new StartTimes(network, [.. Programs.Select(program => (program, (IReadOnlyList<StartTime>)times[program]))]);
    }
}
