namespace Switchyard.Testing.Runs;

/// <summary>Tests that repeat something dangerous come in two lengths: a brief one for every run, and the full one that the criteria ask for, with <c>SWITCHYARD_TEST_LONG=1</c>.</summary>
public static class LongForm
{
    /// <summary>Whether the full length is asked for.</summary>
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("SWITCHYARD_TEST_LONG") is "1";

    /// <summary>The number of repetitions of this run.</summary>
    public static int Pick(int brief, int full) => IsAsked ? full : brief;
}
