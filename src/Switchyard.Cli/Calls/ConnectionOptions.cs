using System.CommandLine;

namespace Switchyard.Cli.Calls;

/// <summary>The options that every verb has which operates a running system: those of its <see cref="CliPlane"/>, and <c>--json</c>.</summary>
internal static class ConnectionOptions
{
    public const string UrlVariable = "SWITCHYARD_URL";
    public const string TokenVariable = "SWITCHYARD_TOKEN";
    public const string DefaultUrl = "http://127.0.0.1:8081";
    public const string DataUrlVariable = "SWITCHYARD_DATA_URL";
    public const string AccessKeyVariable = "SWITCHYARD_ACCESS_KEY";
    public const string DefaultDataUrl = "http://127.0.0.1:8080";

    public static Option<string?> Url { get; } = new("--url") { Description = $"Address of the control plane. [env: {UrlVariable}] [default: {DefaultUrl}]", Recursive = true };

    public static Option<string?> Token { get; } = new("--token") { Description = $"Operator token. [env: {TokenVariable}]", Recursive = true };

    public static Option<string?> DataUrl { get; } = new("--data-url") { Description = $"Address of the data plane. [env: {DataUrlVariable}] [default: {DefaultDataUrl}]", Recursive = true };

    public static Option<string?> AccessKey { get; } = new("--access-key") { Description = $"Access key of the user whose chats they are. [env: {AccessKeyVariable}]", Recursive = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Prints JSON instead of tables.", Recursive = true };
}
