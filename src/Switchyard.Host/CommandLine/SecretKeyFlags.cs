using System.CommandLine;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Host.CommandLine;

/// <summary>Where the sealing keys come from: the environment, or a file that a supervisor hands over (a credential of systemd, a secret of Kubernetes). Without either the data directory has a key file of its own.</summary>
internal sealed class SecretKeyFlags(FlagValues values, Func<string, string?> environment)
{
    /// <summary>The keys themselves.</summary>
    public const string KeysVariable = "SWITCHYARD_SECRET_KEYS";

    private const string FileVariable = "SWITCHYARD_SECRET_KEYS_FILE";

    private readonly Option<string?> _file = FlagValues.Option(
        "--secret-keys-file", FileVariable, $"the keys themselves in {KeysVariable}, or a key file in the data directory", "File with the sealing keys: base64, 32 bytes each, separated by commas; the first seals.", "FILE");

    public void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>The keys as they were written, or null for the key file of the data directory. What they are is never repeated in a fault.</summary>
    public Secret? Read(ParseResult parsed, FaultList faults)
    {
        var keys = environment(KeysVariable);
        var file = values.Read(parsed, _file, FileVariable);
        if (file.Text is null)
        {
            return string.IsNullOrEmpty(keys) ? null : new Secret(keys);
        }

        if (!string.IsNullOrEmpty(keys))
        {
            faults.Add(file.Source, $"It and {KeysVariable} exclude each other: keys come from one place.");
            return null;
        }

        try
        {
            var text = File.ReadAllText(file.Text).Trim();
            if (text.Length == 0)
            {
                faults.Add(file.Source, $"{file.Text} is empty.");
            }

            return new Secret(text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            faults.Add(file.Source, $"{file.Text} can not be read: {failure.Message}");
            return null;
        }
    }
}
