package org.onsager.workbench;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Network;
import org.onsager.data.weights.WeightFile;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Refusal;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.LoadedNetworks;
import org.onsager.nets.loaded.Offered;
import org.onsager.nets.loaded.Programs;
import org.onsager.tensor.DType;
import org.onsager.tensor.Scope;

/** The part of an examination that needs data: opens the network, reads the samples, examines. */
final class FunctionExamination {
  private FunctionExamination() {}

  /** What data tell; null where none are given. */
  static @Nullable FunctionSheet of(Examine.Options o, Laboratory laboratory) {
    if (o.data().isEmpty()) {
      without("--labels", o.labels());
      without("--normalise", o.normalise());
      return null;
    }
    String phi = o.activation().isEmpty() ? "tanh" : o.activation();
    Network architecture =
        o.network().isEmpty() ? null : AskedNetwork.read(o.network(), phi, Double.NaN, Double.NaN);
    try (Scope _ = Scope.open();
        LoadedNetwork network = open("MODEL", o.model(), o, architecture, laboratory)) {
      ExaminedData data =
          ExaminedData.read(o.data(), o.labels(), o.normalise(), network, laboratory);
      FunctionLevel level;
      if (o.initial().isEmpty()) {
        level = level(network, null, data, o, laboratory);
      } else {
        try (LoadedNetwork initial = open("--initial", o.initial(), o, architecture, laboratory)) {
          if (initial.outputs() != network.outputs() || !initial.input().equals(network.input())) {
            throw new Refusal(
                "--initial: "
                    + o.initial()
                    + " takes "
                    + initial.input()
                    + " and has "
                    + initial.outputs()
                    + " outputs, where the model takes "
                    + network.input()
                    + " and has "
                    + network.outputs());
          }
          level = level(network, initial, data, o, laboratory);
        }
      }
      return new FunctionSheet(level, Seals.of(laboratory, phi, false));
    }
  }

  private static FunctionLevel level(
      LoadedNetwork network,
      @Nullable LoadedNetwork initial,
      ExaminedData data,
      Examine.Options o,
      Laboratory laboratory) {
    return FunctionLevel.of(
        network, initial, data, o.samples(), laboratory.progress(), laboratory::stopped);
  }

  private static LoadedNetwork open(
      String what,
      String file,
      Examine.Options o,
      @Nullable Network architecture,
      Laboratory laboratory) {
    try {
      Path path = Path.of(file);
      Offered shapes = ExaminedData.shapes(o.data(), laboratory);
      if (!o.runUntrustedCode() || !WeightFile.isProgram(path)) {
        return LoadedNetworks.open(path, architecture, DType.FLOAT32, shapes);
      }
      if (architecture != null) {
        throw new Refusal(file + ": TorchScript says itself what is computed; no --network");
      }
      return Programs.network(path, shapes, DType.FLOAT32);
    } catch (InvalidPathException e) {
      throw new Refusal(what + " is a file, not \"" + file + "\"", e);
    }
  }

  private static void without(String option, String value) {
    if (!value.isEmpty()) {
      throw new Refusal(option + " is of the samples that --data names");
    }
  }
}
