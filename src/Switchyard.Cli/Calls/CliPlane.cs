using System.CommandLine;

namespace Switchyard.Cli.Calls;

/// <summary>Which of a node's two listeners a verb talks to, and by which options and variables it is told where that is and what opens it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Url">Its address.</param>
/// <param name="UrlVariable">Where the address is looked for otherwise.</param>
/// <param name="DefaultUrl">The address if nothing says another one.</param>
/// <param name="Credential">What opens it.</param>
/// <param name="CredentialVariable">Where that is looked for otherwise.</param>
/// <param name="CredentialName">What people call it.</param>
internal sealed record CliPlane(
    string Name, Option<string?> Url, string UrlVariable, string DefaultUrl, Option<string?> Credential, string CredentialVariable, string CredentialName)
{
    /// <summary>For operators.</summary>
    public static CliPlane Control { get; } = new(
        "control plane", ConnectionOptions.Url, ConnectionOptions.UrlVariable, ConnectionOptions.DefaultUrl, ConnectionOptions.Token, ConnectionOptions.TokenVariable, "operator token");

    /// <summary>For the users of access keys.</summary>
    public static CliPlane Data { get; } = new(
        "data plane", ConnectionOptions.DataUrl, ConnectionOptions.DataUrlVariable, ConnectionOptions.DefaultDataUrl, ConnectionOptions.AccessKey, ConnectionOptions.AccessKeyVariable, "access key");

    /// <summary>Gives a group of verbs the options of this plane.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Url);
        command.Options.Add(Credential);
        command.Options.Add(ConnectionOptions.Json);
    }
}
