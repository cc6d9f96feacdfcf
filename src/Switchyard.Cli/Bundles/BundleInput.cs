using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Bundles;

/// <summary>Reads a definition: from a JSON object, with single fields on top of it.</summary>
internal static class BundleInput
{
    private static readonly Option<string?> Definition = new("--definition") { Description = "The definition, or the fields to change, as a JSON object or @FILE; other options come on top of it." };
    private static readonly Option<string?> Type = new("--type") { Description = "stdio (a process), mcpb (a process out of an archive), http or sse." };
    private static readonly Option<string?> DisplayName = new("--display-name") { Description = "What people call it." };
    private static readonly Option<string?> Command = new("--command") { Description = "Program of a process. No shell reads it." };
    private static readonly Option<string[]?> Arg = new("--arg") { Description = "An argument of the program; repeat it for several, in their order." };
    private static readonly Option<string?> Url = new("--server-url") { Description = "Address of a remote server." };
    private static readonly Option<string[]?> Env = new("--env") { Description = "An environment variable that is no secret, as NAME=VALUE; repeat it for several. An update replaces all." };
    private static readonly Option<string[]?> Credential = new("--credential")
    {
        Description = "A required credential, as NAME=env:VARIABLE, NAME=file:VARIABLE or NAME=header:HEADER; repeat it for several. An update replaces all. Its value is set with 'bundles credentials set'.",
    };

    private static readonly Option<FileInfo?> Mcpb = new("--mcpb") { Description = "An MCPB archive, which is uploaded first; its manifest says what is run and which settings and credentials there are." };
    private static readonly Option<string[]?> Setting = new("--set") { Description = "A setting of the archive that is no secret, as KEY=VALUE; repeat it for several, and for several values of one. Secrets are set with 'bundles credentials set'." };
    private static readonly Option<bool> Eager = new("--eager") { Description = "Starts it with the node instead of with the first call." };

    public static IReadOnlyList<Symbol> Options(params IReadOnlyList<Symbol> own) => ChangeInput.Options([.. own, Definition, Type, DisplayName, Command, Arg, Url, Env, Credential, Mcpb, Setting, Eager]);

    /// <summary>What was typed, as the API takes it; an empty object when nothing was.</summary>
    public static async Task<JsonElement> ReadAsync(CliCall call, string? name, CancellationToken cancellationToken)
    {
        var fields = JsonInput.Read(call.Get(Definition), "--definition") is { } given ? JsonNode.Parse(given.GetRawText())!.AsObject() : [];
        Set(fields, "name", name);
        if (call.Get(Mcpb) is { } file)
        {
            fields["type"] = "mcpb";
            fields["archive"] = await UploadAsync(call, file, cancellationToken);
        }

        Set(fields, "type", call.Get(Type));
        Set(fields, "displayName", call.Get(DisplayName));
        Set(fields, "command", call.Get(Command));
        Set(fields, "url", call.Get(Url));
        if (call.Has(Arg))
        {
            fields["args"] = new JsonArray([.. (call.Get(Arg) ?? []).Select(argument => JsonValue.Create(argument))]);
        }

        if (LabelInput.Read(call, Env) is { } variables)
        {
            fields["env"] = new JsonObject(variables.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
        }

        if (call.Has(Setting))
        {
            fields["settings"] = Settings(call.Get(Setting) ?? []);
        }

        if (call.Has(Credential))
        {
            fields["credentials"] = new JsonArray([.. (call.Get(Credential) ?? []).Select(Field)]);
        }

        if (call.Get(Eager))
        {
            fields["eager"] = true;
        }

        return JsonElement.Parse(fields.ToJsonString());
    }

    private static async Task<string> UploadAsync(CliCall call, FileInfo file, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"The archive {file} can not be read: {failure.Message}", "Name an .mcpb file.");
        }

        return (await call.Client.Bundles.UploadArchiveAsync(call.Get(BundleSymbols.Workspace)!, content, cancellationToken)).Archive;
    }

    private static JsonObject Settings(IEnumerable<string> texts)
    {
        var settings = new JsonObject();
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, var value])
            {
                throw new CliException(ExitCodes.Usage, $"'{text}' is not a setting.", "Use KEY=VALUE.");
            }

            if (settings.Remove(key, out var before))
            {
                var list = before as JsonArray ?? [before];
                list.Add(value);
                settings[key] = list;
            }
            else
            {
                settings[key] = value;
            }
        }

        return settings;
    }

    private static void Set(JsonObject fields, string name, string? value)
    {
        if (value is not null)
        {
            fields[name] = value;
        }
    }

    private static JsonObject Field(string text)
    {
        if (text.Split('=', 2) is [{ Length: > 0 } name, var place] && place.Split(':', 2) is [var kind, { Length: > 0 } target] && kind is "env" or "file" or "header")
        {
            return new JsonObject { ["name"] = name, [kind == "file" ? "fileEnv" : kind] = target, ["required"] = true };
        }

        throw new CliException(ExitCodes.Usage, $"'{text}' is not a credential.", "Use NAME=env:VARIABLE, NAME=file:VARIABLE or NAME=header:HEADER.");
    }
}
