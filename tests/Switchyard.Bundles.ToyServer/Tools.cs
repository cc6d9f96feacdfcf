using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.ToyServer;

/// <summary>What the toy can be asked to do.</summary>
internal sealed class Tools(Server server, Wire wire)
{
    private static readonly List<object> Kept = [];

    public static IEnumerable<string> Names { get; } = ["echo", "environment", "sleep", "allocate", "open", "start", "long-line", "garbage", "error-lines", "ask", "change", "resources-changed", "log", "exit", "stop-reading"];

    public async Task<JsonObject> CallAsync(string name, JsonObject arguments, JsonNode? progressToken, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "echo":
                return Text(arguments.ToJsonString());
            case "environment":
                return Text(Environment().ToJsonString());
            case "sleep":
                return await SleepAsync(Number(arguments, "steps"), progressToken, cancellationToken);
            case "allocate":
                var memory = new byte[Number(arguments, "mib") << 20];
                Array.Fill(memory, (byte)1);
                Kept.Add(memory);
                return Text("allocated");
            case "open":
                return Text(Open(Number(arguments, "files")));
            case "start":
                return Text(Start(Number(arguments, "processes"), (string)arguments["script"]!));
            case "long-line":
                await wire.WriteLongLineAsync((long)arguments["bytes"]!);
                return Text("written");
            case "garbage":
                for (var i = 0; i < Number(arguments, "lines"); i++)
                {
                    await wire.WriteAsync((string?)arguments["text"] ?? $"{{\"garbage\":{i}}}");
                }

                return Text("written");
            case "error-lines":
                for (var i = 0; i < Number(arguments, "lines"); i++)
                {
                    await Console.Error.WriteLineAsync($"{(string?)arguments["text"]} {i}");
                }

                return Text("written");
            case "ask":
                return new JsonObject { ["content"] = new JsonArray(), ["structuredContent"] = await server.AskAsync((string)arguments["method"]!) };
            case "change":
                await server.ChangeAsync();
                return Text("changed");
            case "resources-changed":
                await server.SayChangedAsync("resources");
                return Text("said");
            case "log":
                await server.NotifyAsync("notifications/message", new JsonObject { ["level"] = "warning", ["logger"] = "toy", ["data"] = (string?)arguments["text"] });
                return Text("said");
            case "exit":
                server.Exit(Number(arguments, "code"));
                await Pause.ForEverAsync(cancellationToken);
                return [];
            case "stop-reading":
                server.StopsReading = true;
                return Text("deaf now");
            default:
                return new JsonObject { ["isError"] = true, ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = $"no tool '{name}'" }) };
        }
    }

    private static JsonObject Text(string text) => new() { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };

    private static int Number(JsonObject arguments, string name) => (int)arguments[name]!;

    private static JsonObject Environment()
    {
        var variables = new JsonObject();
        foreach (System.Collections.DictionaryEntry each in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)each.Key] = (string?)each.Value;
        }

        var file = System.Environment.GetEnvironmentVariable("TOY_FILE");
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new JsonObject
        {
            ["variables"] = variables,
            ["arguments"] = File.ReadAllText("/proc/self/cmdline").Replace('\0', ' '),
            ["directory"] = System.Environment.CurrentDirectory,
            ["mode"] = OperatingSystem.IsLinux() ? (int)File.GetUnixFileMode(System.Environment.CurrentDirectory) : 0,
            ["pid"] = System.Environment.ProcessId,
            ["group"] = int.Parse(fields[2], CultureInfo.InvariantCulture),
            ["session"] = int.Parse(fields[3], CultureInfo.InvariantCulture),
            ["file"] = file is not null && File.Exists(file) ? File.ReadAllText(file) : null,
            ["limits"] = File.ReadAllText("/proc/self/limits"),
        };
    }

    private static string Open(int files)
    {
        for (var i = 0; i < files; i++)
        {
            try
            {
                Kept.Add(File.OpenRead("/dev/null"));
            }
            catch (IOException failure)
            {
                return $"{i}: {failure.Message}";
            }
        }

        return "all";
    }

    private static string Start(int processes, string script)
    {
        for (var i = 0; i < processes; i++)
        {
            Kept.Add(Process.Start("/bin/sh", ["-c", script]));
        }

        return "started";
    }

    private async Task<JsonObject> SleepAsync(int steps, JsonNode? progressToken, CancellationToken cancellationToken)
    {
        for (var i = 1; i <= steps; i++)
        {
            if (progressToken is not null)
            {
                await server.NotifyAsync("notifications/progress", new JsonObject { ["progressToken"] = progressToken.DeepClone(), ["progress"] = i, ["total"] = steps, ["x-unknown"] = "kept" });
            }
        }

        // For ever, until it is cancelled.
        if (steps == 0)
        {
            await Pause.ForEverAsync(cancellationToken);
        }

        return Text("slept");
    }
}
