using System.CommandLine;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Chats;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Calls;

/// <summary>One run of a verb: what was typed, the system it is about, and where to write.</summary>
internal sealed class CliCall(ParseResult parsed, Func<SwitchyardClient> connect, Func<ChatsClient> connectChats, Printer printer, CliEnvironment environment) : IDisposable
{
    private SwitchyardClient? _client;
    private ChatsClient? _chats;

    /// <summary>The system; a verb that never asks for it needs neither address nor token.</summary>
    public SwitchyardClient Client => _client ??= connect();

    /// <summary>The chats of the access key's user.</summary>
    public ChatsClient Chats => _chats ??= connectChats();

    /// <summary>Where the system is looked for, as people know it.</summary>
    public string Address { get; init; } = "";

    /// <summary>Says on a terminal what is waited for; null where nobody looks.</summary>
    public ProgressLine? Progress { get; init; }

    public Printer Printer => printer;

    public CliEnvironment Environment => environment;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>An argument that may be left out.</summary>
    public T? GetOptional<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>Whether the option was typed, whatever its value.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    public void Dispose()
    {
        _client?.Dispose();
        _chats?.Dispose();
    }
}
