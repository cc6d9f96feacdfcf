using System.Runtime.CompilerServices;

namespace Switchyard.Fuzzing;

/// <summary>Assertions of properties. They cost nothing while they hold, for they are made millions of times.</summary>
public static class Holds
{
    /// <summary>Throws unless <paramref name="condition"/> holds.</summary>
    /// <exception cref="PropertyBrokenException">It does not.</exception>
    public static void That(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!condition)
        {
            throw new PropertyBrokenException($"Does not hold: {what}");
        }
    }

    /// <summary>Throws unless the two are the same bytes.</summary>
    /// <exception cref="PropertyBrokenException">They are not.</exception>
    public static void Same(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!actual.SequenceEqual(expected))
        {
            throw new PropertyBrokenException($"{what} differs from byte {actual.CommonPrefixLength(expected)} on. Expected {Escaped.Text(expected)}, was {Escaped.Text(actual)}");
        }
    }

    /// <summary>Throws unless the two are equal.</summary>
    /// <exception cref="PropertyBrokenException">They are not.</exception>
    public static void Equal<T>(T actual, T expected, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            throw new PropertyBrokenException($"{what}: expected <{expected}>, was <{actual}>");
        }
    }
}
