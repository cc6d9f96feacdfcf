namespace Switchyard.Bench.Load;

/// <summary>One run of the load generator.</summary>
internal sealed record LoadOptions
{
    public required Uri Url { get; init; }

    /// <summary>The request body, sent as JSON.</summary>
    public required byte[] Body { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Closed loop: so many clients, each with one request at a time. Open loop: the most requests at a time.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Open loop: requests a second, whether or not earlier ones were answered; 0 is closed loop.</summary>
    public int Rate { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time before measuring begins.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What each answer must be.</summary>
    public AnswerCheck Check { get; init; } = AnswerCheck.Success;

    /// <summary>Clients leave at a random moment within this time, unless they have their answer; zero if they stay.</summary>
    public TimeSpan LeaveWithin { get; init; }

    /// <summary>Whether answers are streams of server-sent events.</summary>
    public bool Streams { get; init; }

    public static LoadOptions From(Arguments arguments) => new()
    {
        Url = new Uri(arguments.Required("url")),
        Body = arguments.All("body-file") is [.., var file] ? File.ReadAllBytes(file) : System.Text.Encoding.UTF8.GetBytes(arguments.Required("body")),
        Headers = [.. arguments.All("header").Select(header => header.Split(':', 2, StringSplitOptions.TrimEntries)).Select(pair =>
            pair is [var name, var value] ? (name, value) : throw new ArgumentException($"--header '{pair[0]}' is written 'Name: value'"))],
        Connections = Math.Max(1, arguments.Number("connections", 1)),
        Rate = arguments.Number("rate", 0),
        Duration = TimeSpan.FromSeconds(Math.Max(1, arguments.Number("seconds", 5))),
        Warmup = TimeSpan.FromSeconds(arguments.Number("warmup", 2)),
        Check = AnswerCheck.Parse(arguments.Text("check", "success")),
        LeaveWithin = TimeSpan.FromMilliseconds(arguments.Number("leave-within-ms", 0)),
        Streams = arguments.Text("stream", "no") == "yes",
    };
}
