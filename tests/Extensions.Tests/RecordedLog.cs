using Microsoft.Extensions.Logging;

namespace CaffeSharpGen.Extensions.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string Message)> messages = [];

    public (LogLevel Level, string Message)[] Messages
    {
        get
        {
            lock (messages)
                return [.. messages];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (messages)
            messages.Add((logLevel, $"{formatter(state, exception)}{(exception is null ? "" : $": {exception.Message}")}"));
    }

    public void Dispose()
    {
    }
}
