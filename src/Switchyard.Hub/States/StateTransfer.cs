using System.Security.Cryptography;
using System.Text.Json;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Secrets;

namespace Switchyard.Hub.States;

/// <summary>State objects on their way: their secrets are sealed as one JSON object of texts by name.</summary>
public static class StateTransfer
{
    /// <summary>An object as it travels.</summary>
    /// <param name="item">The object.</param>
    /// <param name="channel">Seals its secrets; null sends it without them.</param>
    public static FrameObject ToFrame(StateObject item, SecretChannel? channel)
    {
        if (channel is null || item.Secrets.Count == 0)
        {
            return new FrameObject(item.Kind, item.Id, item.Value, null);
        }

        var plaintext = JsonSerializer.SerializeToUtf8Bytes(
            item.Secrets.ToDictionary(pair => pair.Key, pair => pair.Value.Reveal(), StringComparer.Ordinal), StateWire.Default.DictionaryStringString);
        try
        {
            return new FrameObject(item.Kind, item.Id, item.Value, channel.Seal(item.Kind, item.Id, plaintext));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>An object that came, which is not a removal.</summary>
    /// <param name="item">As it travelled.</param>
    /// <param name="channel">Opens its secrets; null leaves it without them.</param>
    /// <exception cref="FrameException">Its secrets do not open or are none.</exception>
    public static StateObject FromFrame(FrameObject item, SecretChannel? channel)
    {
        var value = item.Value ?? throw new ArgumentException("It is removed and has no content.", nameof(item));
        if (channel is null || item.Sealed is null)
        {
            return new StateObject(item.Kind, item.Id, value);
        }

        var plaintext = channel.Open(item.Kind, item.Id, item.Sealed);
        try
        {
            var texts = JsonSerializer.Deserialize(plaintext, StateWire.Default.DictionaryStringString) ?? [];
            return new StateObject(item.Kind, item.Id, value) { Secrets = texts.ToDictionary(pair => pair.Key, pair => new Secret(pair.Value), StringComparer.Ordinal) };
        }
        catch (JsonException fault)
        {
            throw new FrameException($"{item.Kind} {item.Id}: its secrets can not be read.", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
