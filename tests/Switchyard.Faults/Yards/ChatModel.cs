using Switchyard.Simulator.Content;

namespace Switchyard.Faults.Yards;

/// <summary>The model of all chats: what it answers follows from the last message, and takes about a second, so that faults meet turns in the middle.</summary>
internal static class ChatModel
{
    /// <summary>How many output tokens an answer has.</summary>
    public const int Tokens = 30;

    public const string Name = RigYard.Stable + "/sim-tokens-30-cadence-40ms";

    /// <summary>What it answers to <paramref name="message"/>.</summary>
    public static string Answer(string message) => SimulatedText.For(SimulatedText.SeedOf(message), Tokens);
}
