using System.CommandLine;

namespace Switchyard.Cli.Calls;

/// <summary>The options that every verb has which operates a running system.</summary>
internal static class ConnectionOptions
{
    public const string UrlVariable = "SWITCHYARD_URL";
    public const string TokenVariable = "SWITCHYARD_TOKEN";
    public const string DefaultUrl = "http://127.0.0.1:8081";

    public static Option<string?> Url { get; } = new("--url") { Description = $"Address of the control plane. [env: {UrlVariable}] [default: {DefaultUrl}]", Recursive = true };

    public static Option<string?> Token { get; } = new("--token") { Description = $"Operator token. [env: {TokenVariable}]", Recursive = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Prints JSON instead of tables.", Recursive = true };

    public static void AddTo(Command command)
    {
        command.Options.Add(Url);
        command.Options.Add(Token);
        command.Options.Add(Json);
    }
}
