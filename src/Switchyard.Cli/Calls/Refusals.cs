using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Calls;

/// <summary>What an answer that is no success means to a script, and what a person may try next.</summary>
internal static class Refusals
{
    /// <summary>The exit code of a status.</summary>
    public static int ExitCodeOf(int status) => status switch
    {
        404 or 410 => ExitCodes.NotFound,
        409 or 412 => ExitCodes.Conflict,
        502 or 504 => ExitCodes.Unreachable,
        _ => ExitCodes.Failed,
    };

    /// <summary>The next thing to try, or null where the message says it all.</summary>
    public static string? HintOf(SwitchyardApiException refusal, CliPlane plane, string verb) => (refusal.Status, refusal.Code) switch
    {
        (401, _) => $"Use {plane.Credential.Name} or {plane.CredentialVariable} with an {plane.CredentialName}.",
        (403, _) when plane == CliPlane.Control => "See which role the token has: 'switchyard operators list'.",
        (409, "file_owned" or "document_owned") => refusal.File is { } file ? $"Change it in {file}{(refusal.Line is { } line ? $" line {line}" : "")}; what a file or document defines is changed there." : null,
        (409, "canary_running") => "See it with 'switchyard config canary status', then 'switchyard config canary promote' or 'revert'.",
        (412, _) => "Read it again and repeat with its new --if-match.",
        (404, "not_found") when ListOf(verb) is { } list => $"See what there is: 'switchyard {list}'.",
        (410, "cursor_gone") => "Begin anew without --after, or remove the --state file.",
        (413, _) => "It is too large to be sent.",
        (429, _) => refusal.RetryAfter is { } wait ? $"Try again in {wait.TotalSeconds:0} s." : "Try again in a moment.",
        (502 or 504, _) => $"Something between here and the {plane.Name} answers for it; see whether it runs: 'switchyard doctor'.",
        (503, _) => "Try again in a moment.",
        (422, "invalid_configuration") when verb.StartsWith("config", StringComparison.Ordinal) => "Check the file first: 'switchyard config check FILE'.",
        _ => null,
    };

    /// <summary>The verb that lists what <paramref name="verb"/> names one of; null where there is none.</summary>
    private static string? ListOf(string verb) => verb.Split(' ') switch
    {
        ["config", "documents" or "apply" or "edit" or "diff", ..] => "config documents list",
        ["config", "revisions" or "rollback", ..] => "config revisions",
        ["config", ..] => null,
        ["bundles", ..] => "bundles list --workspace NAME",
        ["keys", ..] => "providers list",
        [var group and ("chats" or "access-keys" or "gateways" or "modules" or "operators" or "providers" or "users" or "workspaces"), ..] => $"{group} list",
        _ => null,
    };
}
